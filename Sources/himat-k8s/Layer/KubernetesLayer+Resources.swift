// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension KubernetesLayer {
    func resources(in context: OperationContext) async throws -> [any ManagedResource] {
        guard !isGone else {
            context.progress.report(ProgressEvent(nil, .note("\(cluster): there is no such EKS cluster any more")))
            return []
        }
        try await refuseHibernation()
        async let namespaceEnd = namespaceDisposal()
        async let listed = setList(in: context)
        async let reads: Void = prefetch(in: context)
        async let image = WorkerImage(layer: self, context: context).decide()
        let decisions = try await Decider(layer: self, context: context).decide()
        var config = self.config
        config.workerImage = try await image
        let objects = KubernetesRenderer(cluster: cluster, config: config, decisions: decisions).objects()
        let remembered = try await listed
        let members = objects.compactMap(\.reference)
        let added = try await pluginObjects(beside: objects, config, remembered ?? SetList([]))
        let present = members + added.map(\.reference)
        var former = remembered?.unwanted(present, namespace: config.namespace) ?? []
        former += try await adopted(beside: present + former.map(\.reference))
        let list = ResourceList(layer: self, config: config, objects: objects, plugins: added, former: former)
        var resources: [any ManagedResource] = []
        for object in objects {
            guard let reference = object.reference else { continue }
            let disposal = reference.kind == .namespace ? try await namespaceEnd : claimDisposal(reference)
            resources.append(list.resource(object, reference, disposal))
        }
        for object in added { resources.append(list.resource(object, isCompared: runsPlugins)) }
        for member in former { resources.append(list.unwanted(member)) }
        // Not left behind: a read that is cut off would count as the answer.
        await reads
        return resources + [list.outputs(workers: decisions.workerCount.value), list.setList]
    }

    /// Begins the reads that every resource makes at once, beside the decisions; names follow from the configuration alone.
    /// What fails is told to whoever asks for it.
    private func prefetch(in context: OperationContext) async {
        let decisions = Decisions.offline(config, isEKS: isEKS)
        let objects = KubernetesRenderer(cluster: cluster, config: config, decisions: decisions).objects()
        let outputs = ObjectReference(.configMap, ObjectNames.outputs, namespace: config.namespace)
        await withDiscardingTaskGroup { group in
            for reference in objects.compactMap(\.reference) + [outputs] {
                group.addTask { _ = try? await target.live(reference, in: context) }
            }
        }
    }

    /// Whether this command needs to know what plug-ins ask for now.
    private var runsPlugins: Bool { [.plan, .apply].contains(request.verb) }

    /// What plug-ins ask for; where they are not run, what they asked for last. A destroy finds it in the set list.
    private func pluginObjects(
        beside own: [KubernetesObject], _ config: ClusterConfig, _ remembered: SetList
    ) async throws -> [PluginObject] {
        if runsPlugins { return try await plugins.objects(beside: own, config) }
        guard request.verb != .destroy else { return [] }
        return remembered.pluginMembers(in: config.namespace).map { member in
            PluginObject(
                plugin: member.plugin ?? "", reference: member.reference, object: KubernetesObject(member.reference))
        }
    }

    /// Waiting for pods on a cluster without nodes would never end.
    private func refuseHibernation() async throws {
        guard request.verb == .apply, isEKS else { return }
        guard !config.hibernate else {
            throw HimatError(
                .preflightRefused, "\(cluster) hibernates: nothing can run, so nothing is waited for",
                nextStep: "set hibernate: false, himat-eks apply, then himat-k8s apply")
        }
        guard !(try await client.list(.node).items.isEmpty) else {
            throw HimatError(
                .preflightRefused, "\(cluster) has no nodes: it hibernates, or stage one is not complete",
                nextStep: "himat-eks apply, then himat-k8s apply")
        }
    }

    /// Nil when there is none.
    private func setList(in context: OperationContext) async throws -> SetList? {
        let live = try await target.live(SetListResource.reference(in: config.namespace), in: context)
        guard let live, target.owns(live) else { return nil }
        return SetList(text: live.texts[SetList.key] ?? "")
    }

    /// What the list does not name, because it was lost or a run ended before it was written: a destroy goes by labels and
    /// by who applied the object. An apply deletes none of it.
    private func adopted(beside members: [ObjectReference]) async throws -> [SetList.Member] {
        guard request.verb == .destroy else { return [] }
        let kept: Set<ObjectKind> = [.persistentVolumeClaim, .persistentVolume, .namespace, .pod]
        let listed = [OutputsResource.reference(in: config.namespace), SetListResource.reference(in: config.namespace)]
        return try await NamespaceContent(target: target).applied().filter { reference, _ in
            !kept.contains(reference.kind) && !(members + listed).contains(reference)
        }.map { (reference: $0.reference, uid: $0.uid, plugin: nil) }
    }

    private func claimDisposal(_ reference: ObjectReference) -> Disposal {
        guard reference.kind == .persistentVolumeClaim, !isEKS, !options.deleteVolume else { return .delete }
        return .keep("the notebooks' home; --delete-volume removes it")
    }

    private func namespaceDisposal() async throws -> Disposal {
        guard request.verb == .destroy else { return .delete }
        if !isEKS && !options.deleteVolume { return .keep("the notebooks' home is in it") }
        let strangers = try await NamespaceContent(target: target).strangers()
        return strangers.isEmpty ? .delete : .keep("others use it: \(strangers.prefix(3).joined(separator: ", "))")
    }
}
