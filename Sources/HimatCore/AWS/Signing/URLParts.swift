// SPDX-License-Identifier: MIT

/// A URL cut into what a signature needs; nothing is decoded, so what is signed is what is sent.
struct URLParts: Sendable, Equatable {
    /// `https` or `http`, in small letters.
    var scheme: String
    /// Host and port as written.
    var authority: String
    /// The path with its leading slash; `/` when there is none.
    var path: String
    /// The query without its question mark; nil when there is none.
    var query: String?

    /// Cuts a URL; nil when it has no `scheme://host`. A fragment is dropped.
    init?(_ url: String) {
        let whole = url.prefix { $0 != "#" }
        guard let colon = whole.range(of: "://") else { return nil }
        scheme = whole[..<colon.lowerBound].lowercased()
        let rest = whole[colon.upperBound...]
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        guard !scheme.isEmpty, !authority.isEmpty else { return nil }
        let target = rest.dropFirst(authority.count)
        let rawPath = target.prefix { $0 != "?" }
        path = rawPath.isEmpty ? "/" : String(rawPath)
        query = rawPath.count < target.count ? String(target.dropFirst(rawPath.count + 1)) : nil
    }

    /// The value of the `Host` header: the port is left out when it is the scheme's own.
    var host: String {
        let usual = scheme == "https" ? ":443" : ":80"
        return authority.hasSuffix(usual) ? String(authority.dropLast(usual.count)) : authority
    }

    /// The host alone, without port and brackets.
    var hostName: String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    /// The whole URL again.
    var url: String { "\(scheme)://\(authority)\(path)" + (query.map { "?\($0)" } ?? "") }
}

extension StringProtocol {
    /// The first place where `text` stands.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
