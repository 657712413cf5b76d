// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore
import Logging

extension KubernetesLayer {
    func settle(_ state: Inputs, in context: OperationContext) async throws {
        if target.doesNotWait { return tellWhatIsAwaited(state, in: context) }
        if let note = nameNote(state) { context.progress.report(ProgressEvent(nil, .note(note))) }
        let worker = ObjectResource.address(of: ObjectReference(.deployment, DaskWorkers.name))
        let pods = state.known(worker, "ready").flatMap { Int($0) } ?? 0
        let workers = pods * config.daskWorkerProcs
        switch config.exposure {
        case .loadBalancer: try await settleBalancer(state, workers: workers, in: context)
        case .portForward: try await settleForward(workers: workers, in: context)
        }
        if let pending = state.known(worker, "pending") {
            context.progress.report(ProgressEvent(worker, .warning(pending)))
        }
        switch config.exposure {
        case .portForward:
            context.progress.report(ProgressEvent(nil, .note("reach the notebook with: \(Self.command) open")))
        case .loadBalancer where !config.isEncrypted:
            context.progress.report(ProgressEvent(nil, .warning(Self.clearTextWarning)))
        case .loadBalancer: break
        }
    }

    private func settleBalancer(_ state: Inputs, workers: Int, in context: OperationContext) async throws {
        guard let links = Links(state, config) else {
            throw HimatError(.internalFault, "The balancer's address is not known after an apply")
        }
        let readiness = LinkReadiness(
            links: links, way: .balancer(allowed: state.known(OutputsResource.service, "allowed") ?? "nobody"),
            token: try await token(), workers: workers, sender: sender)
        try await readiness.wait(in: context)
    }

    /// The same checks through a port-forward of our own, which ends with them.
    private func settleForward(workers: Int, in context: OperationContext) async throws {
        let forward = try NotebookForward(self, port: 0) { runtime.logger.info("\($0)") }
        let pods = forward.pods
        let readiness = LinkReadiness(
            links: forward.links, way: .forward, token: try await token(), workers: workers, sender: sender,
            obstacle: { pods.current == nil ? pods.reason : nil })
        try await forward.during {
            _ = try await pods.ready(within: .seconds(2))
            try await readiness.wait(in: context)
        }
    }

    /// The notebook's token as the cluster keeps it.
    func token() async throws -> Sensitive<String> {
        let key = Workload.SecretReference.notebookToken
        let reference = ObjectReference(.secret, key.secret, namespace: config.namespace)
        guard let secret = try await client.get(reference),
            let data = secret.json.at("data", key.key)?.string.flatMap({ Data(base64Encoded: $0) })
        else {
            throw HimatError(.notFound, "There is no token in \(reference)", nextStep: "\(Self.command) apply")
        }
        return Sensitive(String(decoding: data, as: UTF8.self))
    }

    private static let clearTextWarning =
        "the token crosses the network in clear over plain http; safer: \(command) open, which goes through the Kubernetes API"
}
