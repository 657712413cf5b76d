// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What of a URL may be shown and what decides the way to its server; the query and any user part stay out.
struct HTTPTarget: Sendable, Equatable {
    /// `http` or `https`.
    let scheme: String
    /// The host without brackets.
    let host: String
    /// The port, the scheme's own when the URL names none.
    let port: Int
    /// Host and port as the URL writes them: what the Host field carries.
    let authority: String
    /// Everything after the authority, the query included; not for display.
    let remainder: String

    /// The URL without user part, query and fragment.
    var display: String { "\(scheme)://\(authority)\(remainder.prefix { $0 != "?" && $0 != "#" })" }
    /// `host:port`, with brackets around an IPv6 address.
    var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// Whether TLS is spoken.
    var isSecure: Bool { scheme == "https" }

    /// Takes a URL apart.
    /// - Throws: `HimatError` (malformed) without the URL's query in it.
    init(_ url: String) throws {
        let shown = String(url.prefix { $0 != "?" && $0 != "#" && $0 != "@" })
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw HimatError(.malformed, "The URL \(shown.debugDescription) contains a space or a control character")
        }
        guard let mark = url.firstRange(of: "://") else {
            throw HimatError(
                .malformed, "The URL \(shown) has no scheme", nextStep: "Write http:// or https:// before it.")
        }
        scheme = url[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw HimatError(.malformed, "The URL \(shown) is neither http nor https")
        }
        let rest = url[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let whole = rest[..<end]
        let place = whole.lastIndex(of: "@").map { whole[whole.index(after: $0)...] } ?? whole
        authority = String(place)
        remainder = String(rest[end...])

        let closing = place.first == "[" ? place.firstIndex(of: "]") : nil
        let colon = place[(closing ?? place.startIndex)...].firstIndex(of: ":")
        let name =
            closing.map { place[place.index(after: place.startIndex)..<$0] } ?? place[..<(colon ?? place.endIndex)]
        let number = colon.map { place[place.index(after: $0)...] }.flatMap { $0.isEmpty ? nil : $0 }
        guard !name.isEmpty else { throw HimatError(.malformed, "The URL \(shown) names no host") }
        host = String(name)
        port = number.map { Int($0) ?? 0 } ?? (scheme == "https" ? 443 : 80)
        guard (1...65535).contains(port) else { throw HimatError(.malformed, "The URL \(shown) has no valid port") }
    }
}
