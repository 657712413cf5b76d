// SPDX-License-Identifier: MIT

/// How far two words are apart: insertions, deletions, replacements and swaps of neighbours each cost one.
public enum EditDistance {
    /// The distance of two words (optimal string alignment).
    public static func between(_ left: String, _ right: String) -> Int {
        let a = Array(left.utf8)
        let b = Array(right.utf8)
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            before = last
            last = row
        }
        return last[b.count]
    }

    /// The candidate that was probably meant: at most a third of the word differs, else the only one with all its
    /// words; nil when there is none.
    public static func nearest(to word: String, in candidates: [String]) -> String? {
        guard word.utf8.count <= 128 else { return nil }
        let typed = word.lowercased()
        let limit = max(1, typed.utf8.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = between(typed, candidate.lowercased())
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? onlyOne(withWordsOf: typed, in: candidates)
    }

    /// The one candidate that has all words of the typed name (`region`: `cluster_region`), an `s` at their ends apart.
    private static func onlyOne(withWordsOf typed: String, in candidates: [String]) -> String? {
        let words = words(typed)
        guard words.contains(where: { $0.utf8.count > 2 }) else { return nil }
        let found = candidates.filter { words.isSubset(of: self.words($0)) }
        return found.count == 1 ? found[0] : nil
    }

    private static func words(_ name: String) -> Set<Substring> {
        Set(name.split { $0 == "_" || $0 == "-" }.map { $0.count > 3 && $0.hasSuffix("s") ? $0.dropLast() : $0 })
    }
}
