// SPDX-License-Identifier: MIT

/// Numbers that are the same in every run (SplitMix64), for tests over random input.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A text of pieces that YAML could misread.
    mutating func text() -> String {
        let pieces = [
            "a", "no", "1", ":", " ", "#", "-", "\n", "\n\n", "\t", "'", "\"", "\\", "{", "]", ",", "&", "*", "!", "|",
            ">", "%",
            "@", "`", "?", "ä", "日本", "\u{1F40B}", "\u{7}", "\u{85}", "\u{2028}", "\u{FEFF}", "\r", "0x", "e", ".", "~",
            "<<",
            "---", "=", "key: value", "- item", "\u{E000}", "\u{0}", "word word",
        ]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}
