// SPDX-License-Identifier: MIT

/// The words of a cluster's state that the inventory itself understands; a layer may use others.
public enum ClusterState {
    /// It is usable.
    public static let ready = "ready"
    /// Its nodes are at zero, on purpose.
    public static let hibernated = "hibernated"
    /// It is gone; `list` leaves it out.
    public static let destroyed = "destroyed"
}
