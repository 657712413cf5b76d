// SPDX-License-Identifier: MIT

/// How users reach the notebook.
public enum Exposure: String, Sendable, CaseIterable {
    /// By a balancer of the cloud that lets the allowed addresses in.
    case loadBalancer = "loadbalancer"
    /// By `himat-k8s open` alone, on a port of the user's own machine.
    case portForward = "port-forward"
}
