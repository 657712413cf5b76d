// SPDX-License-Identifier: MIT
import HimatCore

/// The two links of a deployment, complete and without the token.
struct Links: Sendable, Equatable {
    /// Scheme, host and port.
    let base: String

    /// The links of a balancer's address.
    init(host: String, port: Int, isEncrypted: Bool = false) {
        let scheme = isEncrypted ? "https" : "http"
        let written = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        base = "\(scheme)://\(written)" + (port == (isEncrypted ? 443 : 80) ? "" : ":\(port)")
    }

    /// The links of what is known of the balancer; nil before it has an address.
    /// - Parameter config: says port and scheme, which a change of the Service has yet to bring about, and the user's own
    ///   name for the balancer.
    init?(_ inputs: Inputs, _ config: ClusterConfig) {
        guard let host = inputs.known(OutputsResource.service, "host") else { return nil }
        self.init(host: config.jupyterHost ?? host, port: config.balancerPort, isEncrypted: config.isEncrypted)
    }

    /// The notebook.
    var jupyter: String { "\(base)/lab" }
    /// The scheduler's dashboard, through the notebook server, which asks for the token.
    var dask: String { "\(scheduler)/status" }
    /// The scheduler's HTTP server, through the notebook server.
    var scheduler: String { "\(base)/proxy/\(DaskScheduler.name):\(DaskScheduler.dashboardPort)" }
}
