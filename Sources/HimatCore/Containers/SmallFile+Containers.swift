// SPDX-License-Identifier: MIT
internal import HimatSupport

extension SmallFile {
    /// A file of docker, podman or a registry; bundles of authorities are the largest of them.
    static func ofContainers(at path: String) throws -> [UInt8]? { try bytes(at: path, limit: 4 << 20) }
}
