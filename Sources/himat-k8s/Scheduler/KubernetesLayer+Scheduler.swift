// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    /// The way to the running scheduler; nil when nothing is deployed or no balancer leads to the notebook.
    func scheduler() async throws -> SchedulerAPI? {
        let reference = ObjectReference(.service, Jupyter.name, namespace: config.namespace)
        guard let service = try await client.get(reference), target.owns(service), !service.isTerminating,
            let ingress = service.status.at("loadBalancer", "ingress")?[0],
            let host = ingress["hostname"]?.string ?? ingress["ip"]?.string,
            let port = service.spec["ports"]?[0]?["port"]?.int
        else { return nil }
        return SchedulerAPI(base: Links(host: host, port: port).scheduler, token: try await token(), sender: sender)
    }

    /// What the workers hold, or in words why that is not known.
    func heldResults() async -> Held {
        do {
            guard let scheduler = try await scheduler() else { return .unknown("no address leads to the notebook") }
            return .known(try await scheduler.held())
        } catch let error as HimatError {
            return .unknown(error.message)
        } catch {
            return .unknown("\(error)")
        }
    }

    /// What the scheduler says is held, if it can be asked.
    enum Held: Sendable, Equatable {
        case known(HeldResults)
        /// Why not.
        case unknown(String)
    }
}
