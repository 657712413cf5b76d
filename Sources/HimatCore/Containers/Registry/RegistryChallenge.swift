// SPDX-License-Identifier: MIT
internal import HimatHTTP

/// How a registry wants to be shown who asks: the field `WWW-Authenticate`
/// ([token authentication](https://distribution.github.io/distribution/spec/auth/token/)).
enum RegistryChallenge: Equatable {
    /// Name and password with every request.
    case basic
    /// A token of this service.
    case bearer(realm: String, service: String?, scope: String?)

    /// The strongest challenge of an answer; nil when there is none that is known.
    init?(_ headers: HTTPHeaders) {
        var found: RegistryChallenge?
        for field in headers.fields where field.name.lowercased() == "www-authenticate" {
            let scheme = field.value.prefix { $0 != " " }.lowercased()
            let values = Self.parameters(field.value.dropFirst(scheme.count))
            if scheme == "bearer", let realm = values["realm"] {
                self = .bearer(realm: realm, service: values["service"], scope: values["scope"])
                return
            }
            if scheme == "basic" { found = .basic }
        }
        guard let found else { return nil }
        self = found
    }

    /// `name="value", name=value`, with `\` before a quote inside a value.
    private static func parameters(_ text: Substring) -> [String: String] {
        var result: [String: String] = [:]
        var rest = text.drop { $0 == " " || $0 == "," }
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
                }
            } else {
                value = String(rest.prefix { $0 != "," })
                rest = rest.dropFirst(value.count)
            }
            result[name] = value
            rest = rest.drop { $0 == " " || $0 == "," }
        }
        return result
    }
}
