// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesLayer {
    func preflight(for plan: Plan?, in context: OperationContext) async throws -> [Finding] {
        async let policies = policyFinding()
        async let place = placeFinding()
        async let storage = storageFinding()
        async let pull = pullFinding(for: plan)
        async let image = tagFinding(in: context)
        // A plan has run the plug-ins already; `validate` only looks whether they are there.
        let missing = plan == nil ? plugins.problems().map { Finding.refusal($0) } : []
        let found = try await [policies, place, storage, image, pull, certificateFinding, familyFinding]
        return found.compactMap { $0 } + missing
    }

    /// Network policies do nothing unless the network add-on is told to obey them.
    private func policyFinding() async throws -> Finding? {
        guard let stageOne else { return nil }
        do {
            guard try await stageOne.enforcesNetworkPolicies() == false else { return nil }
            return .warning(
                "the vpc-cni add-on does not enforce network policies, so scheduler and workers are open to every pod: himat-eks apply mends it"
            )
        } catch let error as HimatError where error.code == .denied {
            return .warning("whether network policies are enforced could not be checked: \(error.message)")
        }
    }

    /// A deployment of this cluster in another namespace would be forgotten there.
    private func placeFinding() async throws -> Finding? {
        let lists: [KubernetesObject]
        do {
            lists = try await client.list(.configMap, .name(ObjectNames.setList)).items
        } catch let error as HimatError where error.code == .denied {
            return nil
        }
        guard let other = lists.first(where: { target.owns($0) && $0.namespace != config.namespace }),
            let namespace = other.namespace
        else { return nil }
        return .refusal(
            HimatError(
                .preflightRefused, "\(cluster) is deployed in the namespace \(namespace), not in \(config.namespace)",
                nextStep: "set namespace: \(namespace), or first himat-k8s destroy --set namespace=\(namespace)"))
    }

    func notes(on plan: Plan, in context: OperationContext) async throws -> [String] {
        var notes = try await WorkerNotes(layer: self, plan: plan)
            .sentences(restartsScheduler: restarts(DaskScheduler.name, in: plan))
        if restarts(Jupyter.name, in: plan) {
            notes.append("the notebook server restarts: running kernels end, files stay")
        }
        if let note = try await workerNote(plan) { notes.append(note) }
        if let note = try await imageNote(in: context) { notes.append(note) }
        return notes
    }

    private func restarts(_ workload: String, in plan: Plan) -> Bool {
        let address = ObjectResource.address(of: ObjectReference(.deployment, workload, namespace: config.namespace))
        return plan[address]?.changes.contains { $0.path.hasPrefix("spec.template") } ?? false
    }

    /// Whether `auto` would come to another number now than when it was decided.
    private func workerNote(_ plan: Plan) async throws -> String? {
        guard config.daskWorkerCount == nil, [.plan, .apply].contains(request.verb),
            let step = plan["deployment.dask-worker"], step.action == .none,
            let wanted = plan.state.known(step.address, "wanted").flatMap({ Int($0) })
        else { return nil }
        guard let fitting = try await fittingWorkers().count, fitting != wanted else { return nil }
        return "\(fitting) workers would fit now, \(wanted) were decided on: --refresh workers decides anew"
    }

    func destroySummary(of plan: DestroyPlan, in context: OperationContext) async throws -> DestroySummary {
        var summary = DestroySummary()
        if !plan.isEmpty { summary.dies = ["running kernels and every result in the workers' memory"] }
        if let home = try await stageOne?.home() {
            summary.stays = ["the home volume \(home.id), \(home.gibibytes) GiB with all files: himat-eks keeps it"]
        }
        summary.needsTypedName = options.deleteVolume
        return summary
    }

    func sweep(in context: OperationContext) async throws -> [Leftover] {
        let balancers = try await balancersLeft()
        guard !isGone else { return balancers }
        let content = NamespaceContent(target: target)
        let found = try await content.ours()
        let isShared = try await !content.strangers().isEmpty
        return balancers
            + found.filter { !staysBehind($0, isShared) }.map { reference in
                let space = reference.namespace.map { " -n \($0)" } ?? ""
                return Leftover(
                    kind: reference.kind.kind, id: reference.name,
                    command: "kubectl delete \(reference.kind.plural)\(space) \(reference.name)")
            }
    }

    /// What AWS still bills for though Kubernetes, or the whole cluster, has forgotten it.
    private func balancersLeft() async throws -> [Leftover] {
        do {
            return try await (stageOne?.balancers() ?? []).map { words in
                let parts = words.split(separator: " ").map(String.init)
                return Leftover(
                    kind: parts.dropLast().joined(separator: " "), id: parts.last ?? "", command: "himat-eks destroy")
            }
        } catch let error as HimatError where error.code == .denied {
            runtime.warn("whether balancers are left could not be checked: \(error.message)")
            return []
        }
    }

    /// What a destroy keeps on purpose: the home of a foreign cluster, and a namespace that others use.
    private func staysBehind(_ reference: ObjectReference, _ isShared: Bool) -> Bool {
        let keepsHome = !isEKS && !options.deleteVolume
        switch reference.kind {
        case .persistentVolumeClaim, .persistentVolume: return keepsHome
        case .namespace: return keepsHome || isShared
        default: return false
        }
    }
}
