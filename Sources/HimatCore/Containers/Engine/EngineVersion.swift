// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The version of the [Engine API](https://docs.docker.com/reference/api/engine/) that an engine and HiMAT both speak.
public struct EngineVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Always 1 so far.
    public let major: Int
    /// Grows with each release.
    public let minor: Int

    /// The oldest that does: docker 20.10 and podman 4.
    public static let oldest = EngineVersion(major: 1, minor: 41)
    /// The newest that is known: docker 29.
    public static let newest = EngineVersion(major: 1, minor: 52)

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    /// `1.41`.
    public var description: String { "\(major).\(minor)" }

    /// Older before newer.
    public static func < (left: EngineVersion, right: EngineVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
