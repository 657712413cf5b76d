// SPDX-License-Identifier: MIT
import HimatCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Who holds a lock: user, machine, process and run, in one text that says whether the process still lives.
struct LockHolder: Sendable, Equatable {
    let user: String
    let host: String
    let process: Int32
    let run: String

    /// This process.
    static func current(_ environment: ProcessEnvironment, run: String) -> LockHolder {
        var name = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&name, name.count - 1) == 0
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = isKnown ? String(decoding: bytes, as: UTF8.self) : "unknown"
        return LockHolder(user: environment["USER"] ?? "somebody", host: host, process: getpid(), run: run)
    }

    init(user: String, host: String, process: Int32, run: String) {
        self.user = user
        self.host = host
        self.process = process
        self.run = run
    }

    /// Reads `user@host/process/run`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
        guard parts.count == 3, let at = parts[0].firstIndex(of: "@"), let process = Int32(parts[1]) else { return nil }
        self.init(
            user: String(parts[0][..<at]), host: String(parts[0][parts[0].index(after: at)...]), process: process,
            run: parts[2])
    }

    /// `user@host/process/run`
    var text: String { "\(user)@\(host)/\(process)/\(run)" }

    /// Whether the process of `other` ran on this machine and has ended: its lock need not be waited for.
    func knowsDead(_ other: String) -> Bool {
        guard let other = LockHolder(other), other.host == host, other.process != process else { return false }
        return kill(other.process, 0) != 0 && errno == ESRCH
    }
}
