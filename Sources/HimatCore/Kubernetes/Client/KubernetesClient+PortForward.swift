// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension KubernetesClient {
    /// Opens a connection to a port of a pod.
    ///
    /// The caller needs `get` and, since 1.35, `create` on `pods/portforward`. That nothing listens on the port is only known
    /// when one reads from the connection.
    /// - Parameter limit: how long the opening may take.
    /// - Throws: `HimatError`: notFound (no such pod), denied, timedOut, network, service (the pod does not run).
    public func portForward(to port: Int, of pod: ObjectReference, within limit: Duration = .seconds(15)) async throws
        -> PortForward
    {
        let place = "Port \(port) of \(pod)"
        let call = Call(
            method: "GET", path: pod.path(subresource: "portforward"), query: [("ports", String(port))],
            timeouts: HTTPTimeouts(total: limit), action: "Forwarding port \(port) of \(pod)")
        return PortForward(try await webSocket(call, subprotocol: "v4.channel.k8s.io"), place: place)
    }
}
