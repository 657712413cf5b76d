// SPDX-License-Identifier: MIT
import HimatCore

/// Takes the notebook's token out of text that programs wrote.
struct Redaction: Sendable {
    /// What is never shown; nil when the caller may not read it, then only what looks like a token in a link is taken out.
    let token: Sensitive<String>?

    private static let mark = "(sensitive)"
    private static let lead = "token="

    func callAsFunction(_ text: String) -> String {
        var text = text
        if let token = token?.revealed, !token.isEmpty {
            for form in Set([token, PercentEncoding.query(token)]) where text.contains(form) {
                text = text.replacing(form, with: Self.mark)
            }
        }
        return text.contains(Self.lead) ? withoutLinks(text) : text
    }

    /// What follows `token=`, up to the end of the link.
    private func withoutLinks(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: Self.lead) {
            result += rest[..<found.upperBound]
            rest = rest[found.upperBound...]
            let value = rest.prefix { !$0.isWhitespace && !"&\"'<>)],;#".contains($0) }
            if !value.isEmpty { result += Self.mark }
            rest = rest.dropFirst(rest.hasPrefix(Self.mark) ? Self.mark.count : value.count)
        }
        return result + rest
    }
}
