// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension NotebookForward {
    /// A forward to the notebook of a deployment; nothing is asked of the cluster before it runs.
    /// - Parameter port: the local port; 0 = any that is free.
    init(_ layer: KubernetesLayer, port: Int, tell: @escaping @Sendable (String) -> Void) throws {
        let clock = layer.runtime.clock
        self.init(
            client: layer.client, pods: NotebookPods(layer.target, clock: clock, tell: tell),
            listener: try LocalListener(port: port), clock: clock, tell: tell)
    }

    /// Waits until Jupyter answers through the forward.
    /// - Throws: `HimatError` (timedOut) that says what was still missing.
    func untilAnswered(by sender: any HTTPSending, within limit: Duration) async throws {
        let end = clock.now().addingTimeInterval(limit / .seconds(1))
        var missing = pods.reason
        while clock.now() < end {
            if try await pods.ready(within: .seconds(1)) == nil {
                missing = pods.reason
                continue
            }
            do {
                let request = HTTPRequest(
                    "GET", "\(links.base)/api", timeouts: HTTPTimeouts(connect: .seconds(2), total: .seconds(5)),
                    proxy: "")
                let status = try await sender.send(request).status
                if status == 200 { return }
                missing = "Jupyter answers \(status)"
            } catch let error as HimatError {
                missing = error.message
            }
            try await clock.sleep(for: .milliseconds(200))
        }
        throw HimatError(
            .timedOut, "The notebook cannot be reached: \(missing)", nextStep: "himat-k8s status shows what there is")
    }
}
