// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Which resource an object becomes, and what it waits for.
struct ResourceList: Sendable {
    let layer: KubernetesLayer
    /// The configuration, with the image as it was decided.
    let config: ClusterConfig
    /// The objects the configuration asks for.
    let objects: [KubernetesObject]
    /// What plug-ins ask for, or asked for when this command does not run them.
    var plugins: [PluginObject] = []
    /// What an earlier configuration asked for.
    let former: [SetList.Member]

    private var target: Target { layer.target }
    private var references: [ObjectReference] { objects.compactMap(\.reference) }
    /// The Services that a cloud makes balancers for; of a former one nobody can tell.
    private var balanced: Set<ObjectReference> {
        let present = objects.filter { $0.spec["type"]?.string == "LoadBalancer" }.compactMap(\.reference)
        return Set(present + former.map(\.reference).filter { $0.kind == .service })
    }
    private var workloads: [Workload] { Deployment.workloads(for: config) }

    func resource(_ object: KubernetesObject, _ reference: ObjectReference, _ disposal: Disposal) -> any ManagedResource
    {
        var resource = ObjectResource(
            target: target, desired: desired(object, reference), reference: reference,
            dependencies: dependencies(reference), readiness: readiness(reference))
        resource.disposal = disposal
        resource.toleratesForeign = reference.kind == .namespace
        if reference.kind == .deployment, reference.name == DaskWorkers.name {
            let layer = layer
            return WorkersResource(object: resource, scheduler: { try await layer.scheduler() })
        }
        return reference.kind == .persistentVolume ? VolumeResource(object: resource) : resource
    }

    /// Something a plug-in asks for; nobody waits for it beyond its being there.
    func resource(_ object: PluginObject, isCompared: Bool) -> any ManagedResource {
        var resource = ObjectResource(
            target: target, desired: { _ in object.object }, reference: object.reference,
            dependencies: dependencies(object), readiness: Existence())
        resource.plugin = object.plugin
        resource.isCompared = isCompared
        return resource
    }

    /// Something an earlier configuration asked for.
    func unwanted(_ member: SetList.Member) -> any ManagedResource {
        var resource = ObjectResource(
            target: target, desired: { $0 ?? KubernetesObject(member.reference) }, reference: member.reference,
            dependencies: dependencies(member.reference), readiness: readiness(member.reference))
        resource.isWanted = false
        resource.knownUID = member.uid
        resource.plugin = member.plugin
        return resource
    }

    func outputs(workers: Int?) -> OutputsResource {
        OutputsResource(
            target: target, config: config, workers: workers,
            dependencies: target.isDestroying ? last : addresses(of: [.namespace, .service, .deployment]))
    }

    var setList: SetListResource {
        let own = references.map { (ObjectResource.address(of: $0), $0) }
        let members = Dictionary(own + plugins.map { ($0.address, $0.reference) }, uniquingKeysWith: { $1 })
        let needs = target.isDestroying ? addresses(of: [.namespace]) : members.keys.sorted()
        return SetListResource(target: target, members: members, former: former, dependencies: needs)
    }

    /// In a destroy everything goes before the list of what there is.
    private var last: [Address] { target.isDestroying ? [SetListResource.address] : [] }

    private func addresses(of kinds: Set<ObjectKind>) -> [Address] {
        references.filter { kinds.contains($0.kind) }.map { ObjectResource.address(of: $0) }
    }

    private func dependencies(_ reference: ObjectReference) -> [Address] {
        if target.isDestroying, balanced.contains(reference) { return everythingBeside(balanced) }
        return switch reference.kind {
        case .namespace: []
        case .persistentVolumeClaim: addresses(of: [.namespace, .persistentVolume]) + last
        case .deployment:
            addresses(of: [.namespace, .serviceAccount, .secret, .configMap, .persistentVolumeClaim, .networkPolicy])
                + last
        default: addresses(of: [.namespace]) + last
        }
    }

    /// What runs comes after what it reads: the plug-in's own objects and ours.
    private func dependencies(_ object: PluginObject) -> [Address] {
        let runs: Set<ObjectKind> = [.deployment, .statefulSet, .daemonSet, .job, .cronJob]
        guard runs.contains(object.reference.kind) else { return dependencies(object.reference) }
        let read = plugins.filter { $0.plugin == object.plugin && !runs.contains($0.reference.kind) }
        return dependencies(ObjectReference(.deployment, object.reference.name)) + read.map(\.address)
    }

    /// What has to outlive the balancers: in a destroy they go first, and the cloud confirms it.
    private func everythingBeside(_ balanced: Set<ObjectReference>) -> [Address] {
        let own = references.filter { !balanced.contains($0) }.map { ObjectResource.address(of: $0) }
        let old = former.filter { !balanced.contains($0.reference) }
        return own + old.map { ObjectResource.address(of: $0.reference, plugin: $0.plugin) }
            + [OutputsResource.address, SetListResource.address]
    }

    private func readiness(_ reference: ObjectReference) -> any Readiness {
        switch reference.kind {
        case .namespace: return NamespaceReadiness()
        case .service: return ServiceReadiness(stageOne: layer.stageOne)
        case .persistentVolumeClaim: return ClaimReadiness(waitsForBinding: layer.isEKS)
        case .deployment:
            guard let workload = workloads.first(where: { $0.name == reference.name }) else { return Existence() }
            let spot = workload.placement == .spot && layer.isEKS ? config.spotNodeCount : nil
            return DeploymentReadiness(workload: workload, expectedNodes: spot, needsLabel: layer.isEKS)
        default: return Existence()
        }
    }

    /// What the configuration asks for, less what the live object alone decides.
    private func desired(_ object: KubernetesObject, _ reference: ObjectReference)
        -> @Sendable (KubernetesObject?) -> KubernetesObject
    {
        switch reference.kind {
        case .persistentVolumeClaim where layer.isEKS:
            // A claim on a volume that was there before cannot grow; the volume behind it can.
            return { live in
                var claim = object
                if let size = live?.spec.at("resources", "requests", "storage") {
                    claim.json["spec"]?["resources"]?["requests"]?["storage"] = size
                }
                return claim
            }
        default:
            return { _ in object }
        }
    }
}
