// SPDX-License-Identifier: MIT
import HimatCore

/// The two links of a deployment, complete and without the token.
struct Links: Sendable, Equatable {
    /// Scheme, host and port.
    let base: String

    /// The links of a balancer's address.
    init(host: String, port: Int) { base = port == 80 ? "http://\(host)" : "http://\(host):\(port)" }

    /// The links of what is known of the balancer; nil before it has an address.
    /// - Parameter port: the configuration's, which a change of the Service has yet to bring about.
    init?(_ inputs: Inputs, port: Int) {
        guard let host = inputs.known(OutputsResource.service, "host") else { return nil }
        self.init(host: host, port: port)
    }

    /// The notebook.
    var jupyter: String { "\(base)/lab" }
    /// The scheduler's dashboard, through the notebook server, which asks for the token.
    var dask: String { "\(scheduler)/status" }
    /// The scheduler's HTTP server, through the notebook server.
    var scheduler: String { "\(base)/proxy/\(DaskScheduler.name):\(DaskScheduler.dashboardPort)" }
}
