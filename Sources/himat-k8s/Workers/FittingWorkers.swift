// SPDX-License-Identifier: MIT
import HimatCore

/// How many workers find room, and on what.
struct FittingWorkers: Sendable, Equatable {
    /// The number; nil when nodes are to come and none is there to judge them by.
    let count: Int?
    /// Nodes that take workers now or in a moment.
    let nodes: Int
    /// Nodes that the configuration asks for and that are not there yet.
    let awaited: Int

    /// `3 nodes`, `2 nodes and 1 that is to join`.
    var words: String {
        let known = "\(nodes) node\(nodes == 1 ? "" : "s")"
        return awaited == 0 ? known : "\(known) and \(awaited) that \(awaited == 1 ? "is" : "are") to join"
    }
}
