// SPDX-License-Identifier: MIT
internal import HimatSupport

/// An image as its registry describes it.
public struct RegistryImage: Sendable, Equatable {
    /// The digest of what the reference names: an image, or a list of images by platform.
    public let digest: String
    /// The platforms there are, e.g. `linux/amd64`; several for a list.
    public let platforms: [String]
    /// The bytes to be fetched for the platform asked for; nil when it is not among them.
    public let compressedSize: Int?
    /// The number of its layers.
    public let layerCount: Int
    /// The labels of that platform's image.
    public let labels: [String: String]
    /// Its variables, `NAME=value`.
    public let environment: [String]
    /// The user its processes run as; empty = root.
    public let user: String

    /// Whether it can run on this platform.
    public func runs(on platform: String) -> Bool { platforms.contains(platform) }
}
