// SPDX-License-Identifier: MIT

/// A command line cut into words as a POSIX shell cuts it, without any expansion.
enum CommandWords {
    /// The words; nil when a quote is not closed.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = line.makeIterator()
        while let character = characters.next() {
            switch (quote, character) {
            case (nil, "\\"), ("\"", "\\"):
                guard let next = characters.next() else { return nil }
                // Between double quotes a backslash hides only these.
                let isPlain = quote == "\"" && !["\"", "\\", "$", "`"].contains(next)
                word = (word ?? "") + (isPlain ? "\\" : "") + String(next)
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (character, _):
                quote = nil
            case (nil, _) where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let last = word { words.append(last) }
        return words
    }
}
