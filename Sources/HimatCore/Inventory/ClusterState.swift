// SPDX-License-Identifier: MIT

/// The words of a cluster's state that the inventory itself understands; a layer may use others.
public enum ClusterState {
    /// It is usable.
    public static let ready = "ready"
    /// Its nodes are at zero, on purpose.
    public static let hibernated = "hibernated"
    /// A run ended before its time: parts may exist and cost.
    public static let incomplete = "incomplete"
    /// It is gone; `list` leaves it out.
    public static let destroyed = "destroyed"
}
