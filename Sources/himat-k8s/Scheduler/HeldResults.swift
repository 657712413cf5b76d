// SPDX-License-Identifier: MIT
import HimatCore

/// What the workers of a cluster hold and do, summed up: what is lost when they all go.
struct HeldResults: Sendable, Equatable {
    /// Results in the workers' memory; a copy on a second worker counts again.
    let results: Int
    /// Their size in bytes, as Dask estimates it.
    let bytes: Int
    /// Tasks that run or wait on a worker.
    let processing: Int
    /// Registered worker processes.
    let workers: Int

    /// Whether nothing would be lost.
    var isNothing: Bool { results == 0 && processing == 0 }

    /// `20 results (1.2 GB) and 3 tasks under way`.
    var words: String {
        var parts: [String] = []
        if results > 0 { parts.append("\(results) result\(results == 1 ? "" : "s") (\(ByteCount.text(bytes)))") }
        if processing > 0 { parts.append("\(processing) task\(processing == 1 ? "" : "s") under way") }
        return parts.isEmpty ? "no results" : parts.joined(separator: " and ")
    }
}
