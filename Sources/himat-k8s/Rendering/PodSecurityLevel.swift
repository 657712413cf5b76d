// SPDX-License-Identifier: MIT

/// The [pod security level](https://kubernetes.io/docs/concepts/security/pod-security-standards/) of the namespace HiMAT makes.
///
/// Everything HiMAT runs passes `restricted`, so the label costs nothing and keeps a plug-in or a later mistake from
/// running as root there. A namespace that was there before keeps its own labels: what else runs in it may need more.
enum PodSecurityLevel {
    private static let prefix = "pod-security.kubernetes.io/"

    /// Refused at the pod, and said already when the Deployment is applied.
    static let labels = [prefix + "enforce": "restricted", prefix + "warn": "restricted"]
}
