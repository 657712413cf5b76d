// SPDX-License-Identifier: MIT

/// A worker process as the scheduler sees it.
struct SchedulerWorker: Sendable, Equatable {
    /// Where it listens, e.g. `tcp://10.0.2.7:40123`.
    let address: String
    /// How many threads run tasks.
    let threads: Int
    /// Bytes its process uses; nil before its first heartbeat.
    let memory: Int?
    /// Bytes it may use; nil = no limit.
    let memoryLimit: Int?
    /// Tasks that run or wait on it.
    let processing: Int
    /// Results it holds, copies of what others hold too included.
    let held: Int

    /// The host of its address, without the brackets of IPv6: the address of its pod.
    var host: String { Self.host(of: address) }

    /// The host of an address such as `tcp://[fd00::7]:40123`.
    static func host(of address: String) -> String {
        var rest = Substring(address)
        if let bare = rest.split(separator: "://", maxSplits: 1).last { rest = bare }
        if let colon = rest.lastIndex(of: ":") { rest = rest[..<colon] }
        return String(rest.drop { $0 == "[" }.prefix { $0 != "]" })
    }
}
