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
        var decisions = Decisions.offline(config, isEKS: layer.isEKS)
        decisions.token = .known(layer.ownToken ?? layer.freshToken)
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

    private func sourceRanges() async throws -> Decided<[CIDR]> {
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
        return (.known(try await layer.fittingWorkers()), basis)
    }

    /// What the number of workers follows from; when one of these changes, it is decided anew.
    private var basis: String {
        let types = config.spotInstanceTypes?.joined(separator: ",") ?? config.spotInstanceType
        return "auto of \(config.daskWorkerMBRAM)M \(config.daskWorkerMilliCPU)m on \(config.spotNodeCount) \(types)"
    }
}
