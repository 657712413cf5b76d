// SPDX-License-Identifier: MIT
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// This machine and process, as a lock names them.
struct LocalMachine: Sendable {
    let host: String
    let pid: Int
    /// Whether a process of that number runs here.
    let isRunning: @Sendable (Int) -> Bool

    static func current() -> LocalMachine {
        var name = [CChar](repeating: 0, count: 256)
        let isNamed = gethostname(&name, name.count - 1) == 0
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return LocalMachine(
            host: isNamed ? String(decoding: bytes, as: UTF8.self) : "unknown", pid: Int(getpid()),
            isRunning: { (kill(pid_t($0), 0) == 0 || errno == EPERM) && !isZombie($0) })
    }

    /// Whether a process has ended and only waits for its parent to notice (Linux; elsewhere never).
    private static func isZombie(_ pid: Int) -> Bool {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
        // `pid (name) state …`; the name may hold anything, so the last parenthesis counts.
        let text = String(decoding: stat, as: UTF8.self)
        return text.lastIndex(of: ")").map { text[$0...].hasPrefix(") Z") } ?? false
    }

    /// Opens a file and locks it for this process alone; nil when another has it. Closing the descriptor gives it back.
    static func openLocked(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            _ = close(descriptor)
            return nil
        }
        return descriptor
    }

    static func closeFile(_ descriptor: Int32) { _ = close(descriptor) }
}
