// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension KubernetesLayer {
    func settle(_ state: Inputs, in context: OperationContext) async throws {
        guard let links = Links(state, config) else {
            throw HimatError(.internalFault, "The balancer's address is not known after an apply")
        }
        if let note = nameNote(state) { context.progress.report(ProgressEvent(nil, .note(note))) }
        let worker = ObjectResource.address(of: ObjectReference(.deployment, DaskWorkers.name))
        let pods = state.known(worker, "ready").flatMap { Int($0) } ?? 0
        let readiness = LinkReadiness(
            links: links, token: try await token(), workers: pods * config.daskWorkerProcs,
            allowed: state.known(OutputsResource.service, "allowed") ?? "nobody", sender: sender)
        try await readiness.wait(in: context)
        if let pending = state.known(worker, "pending") {
            context.progress.report(ProgressEvent(worker, .warning(pending)))
        }
        if !config.isEncrypted {
            context.progress.report(ProgressEvent(nil, .warning(Self.clearTextWarning(config))))
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

    private static func clearTextWarning(_ config: ClusterConfig) -> String {
        "the token crosses the network in clear over plain http; safer: kubectl -n \(config.namespace) port-forward "
            + "service/\(Jupyter.name) \(Jupyter.port):\(config.balancerPort), then http://localhost:\(Jupyter.port)/lab"
    }
}
