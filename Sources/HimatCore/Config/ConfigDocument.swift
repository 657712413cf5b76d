// SPDX-License-Identifier: MIT
internal import HimatYAML

/// The text of a himat.yaml as HiMAT writes one: sections, a comment above each key.
struct ConfigDocument {
    /// A key with its comment lines; without a value the key stands there as a comment with its default.
    struct Line {
        var key: ConfigKey
        var value: ConfigValue?
        var comments: [String]
    }

    var heading: [String]
    var lines: [Line]

    var text: String {
        var out = heading.map { "# \($0)\n" }.joined()
        for section in ConfigKey.Section.allCases {
            let own = lines.filter { $0.key.section == section }
            if own.isEmpty { continue }
            out += "\n# ---- \(section.rawValue) ----\n\n"
            for line in own { out += text(line) }
        }
        return out
    }

    private func text(_ line: Line) -> String {
        let comments = line.comments.flatMap { Self.wrapped($0) }.map { "# \($0)\n" }.joined()
        if let value = line.value { return comments + "\(line.key.name): \(YAMLEmitter().inline(value.json))\n" }
        let example = line.key.defaultValue.map { YAMLEmitter().inline($0.json) } ?? line.key.type.example
        return comments + "#\(line.key.name): \(example)\n"
    }

    /// Cut at spaces to at most 100 characters a line.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= 100 {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
