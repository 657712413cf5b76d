// SPDX-License-Identifier: MIT
import HimatCore

/// Finds the decisions: what the live objects remember is kept until the configuration's text changes or `--refresh` names it.
struct Decider: Sendable {
    let layer: KubernetesLayer
    let context: OperationContext

    private var config: ClusterConfig { layer.config }
    private var target: Target { layer.target }
    /// Whether what is not remembered is looked up; otherwise it stays open.
    private var looksUp: Bool { [.plan, .apply].contains(layer.request.verb) }

    func decide() async throws -> Decisions {
        async let storage = storage()
        async let ranges = sourceRanges()
        async let workers = workers()
        async let nodes = nodes()
        async let secret = NotebookSecret.live(target, in: context)
        var decisions = Decisions.offline(config, isEKS: layer.isEKS)
        let notebook = NotebookSecret(
            live: try await secret, token: layer.ownToken, fresh: layer.freshToken,
            passwordHash: config.jupyterPasswordHash)
        decisions.token = .known(notebook.token)
        decisions.secretVersion = notebook.version
        decisions.nodes = try await nodes
        decisions.storage = try await storage
        decisions.sourceRanges = try await ranges
        (decisions.workerCount, decisions.workerCountBasis) = try await workers
        decisions.pullSecret = try await PullSecret(layer: layer, context: context).decide()
        return decisions
    }

    private func storage() async throws -> Decisions.Storage {
        guard let stageOne = layer.stageOne else { return .defaultClass }
        if let home = try await stageOne.home() {
            return .volume(id: .known(home.id), zone: .known(home.zone), gibibytes: home.gibibytes)
        }
        guard !looksUp else {
            throw HimatError(
                .preflightRefused, "Stage one has made no volume for \(layer.cluster)", nextStep: "himat-eks apply")
        }
        return .volume(id: .later("the volume of himat-eks"), zone: .later("the volume's zone"))
    }

    /// Another cluster's pods are bound to nodes of their kind if it had nodes of both kinds when they were first put there.
    private func nodes() async throws -> Decisions.Nodes {
        guard !layer.isEKS else { return .labelled }
        let reference = ObjectReference(.deployment, Jupyter.name, namespace: target.namespace)
        if let live = try await target.live(reference, in: context), !layer.request.refresh.contains("placement") {
            return live.spec.at("template", "spec", "nodeSelector", "kind") == nil ? .any : .labelled
        }
        guard looksUp else { return .any }
        let kinds = try await layer.client.list(.node).items.compactMap { $0.labels["kind"] }
        let wanted = [Workload.Placement.stable, .spot].map(\.rawValue)
        return wanted.allSatisfy(kinds.contains) ? .labelled : .any
    }

    private func sourceRanges() async throws -> Decided<[CIDR]> {
        // Without a balancer nobody is let in, so nobody's address is asked for.
        guard config.exposure == .loadBalancer else { return .known([]) }
        if let typed = config.allowedCIDRs { return .known(typed) }
        let live = try await target.live(
            ObjectReference(.service, Jupyter.name, namespace: target.namespace), in: context)
        let remembered =
            live?.spec["loadBalancerSourceRanges"]?.array?.compactMap { $0.string.flatMap { CIDR($0) } } ?? []
        if live?.annotations[ObjectNames.allowedAddresses] == "auto", !remembered.isEmpty,
            !layer.request.refresh.contains("address")
        {
            return .known(remembered)
        }
        guard looksUp else { return .later("your address") }
        return .known([try await CallerAddress.ask(config.addressService, by: layer.sender, tls: layer.addressTLS)])
    }

    private func workers() async throws -> (Decided<Int>, String?) {
        if let typed = config.daskWorkerCount { return (.known(typed), nil) }
        let reference = ObjectReference(.deployment, DaskWorkers.name, namespace: target.namespace)
        let live = try await target.live(reference, in: context)
        if live?.annotations[ObjectNames.workerCountBasis] == basis, let count = live?.spec["replicas"]?.int,
            !layer.request.refresh.contains("workers")
        {
            return (.known(count), basis)
        }
        guard looksUp else { return (.later("as many as fit"), basis) }
        let fit = try await layer.fittingWorkers()
        guard let count = fit.count else {
            throw HimatError(
                .preflightRefused, "How many workers fit is not known: no spot node has joined \(layer.cluster) yet",
                nextStep: "himat-k8s apply when kubectl get nodes shows one, or set dask_worker_count to a number")
        }
        return (.known(count), basis)
    }

    /// What the number of workers follows from; when one of these changes, it is decided anew.
    private var basis: String {
        let types = config.spotInstanceTypes?.joined(separator: ",") ?? config.spotInstanceType
        return "auto of \(config.daskWorkerMBRAM)M \(config.daskWorkerMilliCPU)m on \(config.spotNodeCount) \(types)"
    }
}
