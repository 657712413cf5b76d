// SPDX-License-Identifier: MIT
public import HimatSupport

/// One problem or warning about the configuration, with its place.
public struct ConfigNote: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public var message: String
    /// Where; nil when it is about something that is not there.
    public var origin: ConfigOrigin?
    /// The line and a caret under it.
    public var excerpt: [String]

    /// Builds a note from its parts.
    public init(message: String, origin: ConfigOrigin? = nil, excerpt: [String] = []) {
        self.message = message.harmless
        self.origin = origin
        self.excerpt = excerpt
    }

    /// `file:line:column: message`, then the line and the caret.
    public var lines: [String] { [(origin.map { "\($0): " } ?? "") + message] + excerpt.map { "    \($0)" } }
    /// The lines as one text.
    public var description: String { lines.joined(separator: "\n") }
}

/// All problems of a configuration, shown at once.
public struct ConfigProblems: Sendable {
    /// The problems, in the order of the files.
    public var notes: [ConfigNote]

    /// The error that shows them all (exit 64).
    public var error: HimatError {
        let count = notes.count == 1 ? "a problem" : "\(notes.count) problems"
        return HimatError(
            .usage, "The configuration has \(count)", details: notes.flatMap(\.lines),
            nextStep: "change what is named above, then check with: himat-eks validate")
    }
}
