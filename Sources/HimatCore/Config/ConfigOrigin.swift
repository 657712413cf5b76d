// SPDX-License-Identifier: MIT
public import HimatSupport

/// Where a setting comes from: `--flag`, `HIMAT_NAME`, `file:line:column` or `default`.
public struct ConfigOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of source, the strongest first.
    public enum Source: Int, Sendable, Hashable, Comparable {
        case flag
        case environment
        case yaml
        case tfvars
        case `default`

        /// Whether the left source beats the right one.
        public static func < (left: Source, right: Source) -> Bool { left.rawValue < right.rawValue }
    }

    /// The kind of source.
    public var source: Source
    /// The flag, the variable or the file's path as the user typed it.
    public var name: String
    /// The place in a file.
    public var mark: SourceMark?

    /// Builds an origin from its parts.
    public init(_ source: Source, name: String, mark: SourceMark? = nil) {
        self.source = source
        self.name = name
        self.mark = mark
    }

    /// The built-in value.
    public static let builtIn = ConfigOrigin(.default, name: "default")

    /// The origin as an error shows it.
    public var description: String { mark.map { "\(name):\($0)" } ?? name }
}
