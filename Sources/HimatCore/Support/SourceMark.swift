// SPDX-License-Identifier: MIT

/// A position in a text file: what an editor shows and what a byte edit needs.
public struct SourceMark: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int
    /// The byte's offset from the start of the file, from 0.
    public var offset: Int

    /// Builds a mark from its parts.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// The first byte of a file.
    public static let start = SourceMark(line: 1, column: 1, offset: 0)

    /// `line:column`.
    public var description: String { "\(line):\(column)" }
}
