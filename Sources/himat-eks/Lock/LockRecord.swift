// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Who may change a cluster just now, as the lock's parameter holds it.
struct LockRecord: Codable, Equatable, Sendable {
    /// After so long without renewal a lock counts as abandoned.
    static let staleAfter: TimeInterval = 15 * 60

    /// The user or role.
    var owner: String
    var host: String
    var pid: Int
    /// The run, which tells two locks of one process apart.
    var run: String
    /// When it was taken, seconds since 1970.
    var since: Double
    /// When it was last renewed.
    var renewed: Double
    /// What client tokens hash; taken over with an abandoned lock, so that repeated creations are known.
    var epoch: String

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func read(_ text: String) -> LockRecord? {
        try? JSONDecoder().decode(LockRecord.self, from: Data(text.utf8))
    }

    /// Whether nobody holds it any more: not renewed for long, or its process on this machine is gone.
    func isAbandoned(at now: Date, on machine: LocalMachine) -> Bool {
        if now.timeIntervalSince1970 - renewed > Self.staleAfter { return true }
        return host == machine.host && pid != machine.pid && !machine.isRunning(pid)
    }

    var holder: String {
        "\(owner) on \(host) (process \(pid)) since \(Date(timeIntervalSince1970: since).formatted(.iso8601))"
    }
}
