// SPDX-License-Identifier: MIT
internal import HimatSupport

/// As whom a user asks, when not as himself
/// ([impersonation](https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation)).
public struct Impersonation: Sendable, Equatable {
    /// The user (`as`).
    public var user = ""
    /// The user's id (`as-uid`).
    public var uid = ""
    /// The groups (`as-groups`).
    public var groups: [String] = []
    /// Further facts (`as-user-extra`).
    public var extra: [String: [String]] = [:]

    /// The header fields of every request.
    var headers: [(name: String, value: String)] {
        guard !user.isEmpty else { return [] }
        var fields = [(name: "Impersonate-User", value: user)]
        if !uid.isEmpty { fields.append((name: "Impersonate-Uid", value: uid)) }
        fields += groups.map { (name: "Impersonate-Group", value: $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            fields += values.map { (name: "Impersonate-Extra-\(Self.escaped(key))", value: $0) }
        }
        return fields
    }

    /// Whether something but the user is said, which means nothing without the user.
    var isHeadless: Bool { user.isEmpty && !(uid.isEmpty && groups.isEmpty && extra.isEmpty) }

    /// A key as a header's name: what a name cannot hold, and the percent sign, percent-encoded.
    private static func escaped(_ key: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in key.utf8 {
            let isPlain = byte.isASCIILetter || byte.isASCIIDigit || "!#$&'*+-.^_`|~".utf8.contains(byte)
            text += isPlain ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        return text
    }
}
