// SPDX-License-Identifier: MIT

extension ClusterConfig {
    /// Whether the balancer speaks https.
    public var isEncrypted: Bool { tlsCertificateARN != nil }
    /// The balancer's port: `jupyter_port`, but https' own where plain http's was left as it is.
    public var balancerPort: Int { isEncrypted && jupyterPort == 80 ? 443 : jupyterPort }
}
