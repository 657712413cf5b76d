// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The lock among processes of one machine: a file that the kernel unlocks even after a kill.
struct LocalLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    /// - Throws: `HimatError`: locked by another process, or no place to write.
    init(folder: String, identity: ClusterIdentity) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw HimatError(.storage, "The folder \(folder) for locks could not be made", cause: error)
        }
        let path = "\(folder)/\(identity.account)-\(identity.region)-\(identity.name).lock"
        guard let descriptor = LocalMachine.openLocked(path) else {
            throw HimatError(
                .locked, "\(identity) is being changed by another process on this machine", details: [path],
                nextStep: "wait until it ends")
        }
        self.descriptor = descriptor
    }

    func release() { LocalMachine.closeFile(descriptor) }
}
