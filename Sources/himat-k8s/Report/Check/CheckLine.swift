// SPDX-License-Identifier: MIT
import HimatCore

/// What one look found.
struct CheckLine: Sendable, Equatable {
    enum Verdict: String, Sendable {
        /// As it should be.
        case pass
        /// It works, but somebody should know.
        case warn
        /// It does not work.
        case fail
        /// There was nothing to look at.
        case skip
    }

    let name: String
    let verdict: Verdict
    let words: String
    /// What to do or type next.
    let next: String?

    init(_ name: String, _ verdict: Verdict, _ words: String, next: String? = nil) {
        self.name = name
        self.verdict = verdict
        self.words = words
        self.next = next
    }

    var document: JSONValue {
        [
            "name": .string(name), "verdict": .string(verdict.rawValue), "words": .string(words),
            "next_step": .text(next),
        ]
    }
}

/// What all looks found.
struct CheckReport: Displayable, Sendable {
    let cluster: String
    let lines: [CheckLine]

    func count(_ verdict: CheckLine.Verdict) -> Int { lines.filter { $0.verdict == verdict }.count }

    var document: JSONValue {
        [
            "cluster": .string(cluster), "checks": .array(lines.map(\.document)), "passed": .int(count(.pass)),
            "warnings": .int(count(.warn)), "failed": .int(count(.fail)),
        ]
    }

    func text(_ palette: Palette) -> String {
        let width = lines.map(\.name.count).max() ?? 0
        var text = lines.map { line in
            let name = line.name + String(repeating: " ", count: width - line.name.count)
            let next = line.next.map { "\n      next: \($0)" } ?? ""
            return "\(mark(line.verdict, palette))  \(name)  \(line.words)\(next)\n"
        }
        text.append(
            palette.strong("\(count(.pass)) passed, \(Words.count(count(.warn), "warning")), \(count(.fail)) failed")
                + "\n")
        return text.joined()
    }

    private func mark(_ verdict: CheckLine.Verdict, _ palette: Palette) -> String {
        switch verdict {
        case .pass: palette.good("pass")
        case .warn: palette.caution("warn")
        case .fail: palette.bad("FAIL")
        case .skip: palette.faint("skip")
        }
    }
}
