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
        self.init(base: "\(scheme)://\(written)" + (port == (isEncrypted ? 443 : 80) ? "" : ":\(port)"))
    }

    private init(base: String) { self.base = base }

    /// The links of a deployment; nil before its balancer has an address. Without one they are those that `open` serves.
    /// - Parameter config: says port and scheme, which a change of the Service has yet to bring about, and the user's own
    ///   name for the balancer.
    init?(_ inputs: Inputs, _ config: ClusterConfig) {
        guard config.exposure == .loadBalancer else {
            // The port is always named: it is this machine's, not a server's.
            self.init(base: "http://127.0.0.1:\(config.localPort)")
            return
        }
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
