// SPDX-License-Identifier: MIT
import HimatCore

/// A .dockerignore: the last line that matches a path or a folder above it decides; `!` takes back in
/// ([docker's rules](https://docs.docker.com/build/concepts/context/#dockerignore-files)).
struct DockerIgnore {
    private struct Rule {
        let pattern: GlobPattern
        let isException: Bool
    }

    private var rules: [Rule] = []

    /// - Throws: `HimatError` (usage) for a pattern that is none.
    init(_ source: SourceText) throws {
        let lines = String(decoding: source.bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        for line in lines where !line.hasPrefix("#") {
            var text = Self.trimmed(line)
            let isException = text.hasPrefix("!")
            if isException { text = Self.trimmed(text.dropFirst()) }
            let path = Self.cleaned(text)
            if path.isEmpty { continue }
            guard let pattern = GlobPattern(path) else {
                throw HimatError(.usage, "\(source.name): \"\(line)\" is no pattern")
            }
            rules.append(Rule(pattern: pattern, isException: isException))
        }
    }

    /// Whether something below an excluded folder may be in all the same.
    var hasExceptions: Bool { rules.contains(where: \.isException) }

    func excludes(_ path: String) -> Bool {
        var parts: [String] = []
        let prefixes = path.split(separator: "/").map { part -> String in
            parts.append(String(part))
            return parts.joined(separator: "/")
        }
        return rules.reduce(false) { excluded, rule in
            // A rule that would change nothing need not be tried.
            guard excluded == rule.isException else { return excluded }
            return prefixes.contains(where: rule.pattern.matches) ? !rule.isException : excluded
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Without `.`, empty and `..` parts and slashes at the ends.
    private static func cleaned(_ text: Substring) -> String {
        var parts: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
