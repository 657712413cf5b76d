// SPDX-License-Identifier: MIT
import HimatCore
import Logging

extension KubernetesLayer {
    /// The way to the running scheduler; nil when nothing is deployed or its balancer has no address yet.
    func scheduler() async throws -> SchedulerAPI? {
        let reference = ObjectReference(.service, Jupyter.name, namespace: config.namespace)
        guard let service = try await client.get(reference), target.owns(service), !service.isTerminating,
            let way = way(through: service)
        else { return nil }
        return SchedulerAPI(way: way, token: try await token(), sender: sender)
    }

    /// As the Service is now, whatever the configuration wants of it.
    private func way(through service: KubernetesObject) -> SchedulerAPI.Way? {
        guard service.spec["type"]?.string == "LoadBalancer" else {
            return .forward { try NotebookForward(self, port: 0) { runtime.logger.info("\($0)") } }
        }
        guard let ingress = service.status.at("loadBalancer", "ingress")?[0],
            let host = ingress["hostname"]?.string ?? ingress["ip"]?.string,
            let port = service.spec["ports"]?[0]?["port"]?.int
        else { return nil }
        let isEncrypted = service.annotations[ObjectNames.certificate] != nil
        // A certificate is made out to the user's own name.
        let name = isEncrypted ? config.jupyterHost ?? host : host
        return .link(Links(host: name, port: port, isEncrypted: isEncrypted).scheduler)
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
