// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The engine's own words about what it would not do; stands as the cause in a `HimatError`.
public struct EngineRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The status of the answer; 200 when the words came in the middle of a stream.
    public let status: Int
    /// The status of the command that ended a build, where the engine says it.
    public let exitCode: Int?
    /// What it said, on one line.
    public let description: String

    /// Keeps an engine's words, cut and made harmless for a terminal.
    public init(status: Int, exitCode: Int? = nil, _ words: String) {
        self.status = status
        self.exitCode = exitCode
        var text = words[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        guard !text.allSatisfy(\.isWhitespace) else {
            // podman on a full disk, for one.
            description = "it answered \(status) without a word; its own log may say why (a full disk?)"
            return
        }
        description = String(text).split(separator: "\n").joined(separator: " | ").harmless.cut(to: 4000)
    }
}
