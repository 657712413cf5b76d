// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Which resource an object becomes, and what it waits for.
struct ResourceList: Sendable {
    let layer: KubernetesLayer
    /// The objects the configuration asks for.
    let objects: [KubernetesObject]
    /// What an earlier configuration asked for, with their UIDs.
    let former: [(reference: ObjectReference, uid: String)]

    private var target: Target { layer.target }
    private var references: [ObjectReference] { objects.compactMap(\.reference) }
    /// The Services that a cloud makes balancers for; of a former one nobody can tell.
    private var balanced: Set<ObjectReference> {
        let present = objects.filter { $0.spec["type"]?.string == "LoadBalancer" }.compactMap(\.reference)
        return Set(present + former.map(\.reference).filter { $0.kind == .service })
    }
    private var workloads: [Workload] { Deployment.workloads(for: layer.config) }

    func resource(_ object: KubernetesObject, _ reference: ObjectReference, _ disposal: Disposal) -> any ManagedResource
    {
        var resource = ObjectResource(
            target: target, desired: desired(object, reference), reference: reference,
            dependencies: dependencies(reference), readiness: readiness(reference))
        resource.disposal = disposal
        resource.toleratesForeign = reference.kind == .namespace
        return reference.kind == .persistentVolume ? VolumeResource(object: resource) : resource
    }

    /// Something an earlier configuration asked for.
    func unwanted(_ reference: ObjectReference, uid: String) -> any ManagedResource {
        var resource = ObjectResource(
            target: target, desired: { $0 ?? KubernetesObject(reference) }, reference: reference,
            dependencies: dependencies(reference), readiness: readiness(reference))
        resource.isWanted = false
        resource.knownUID = uid
        return resource
    }

    func outputs(workers: Int?) -> OutputsResource {
        OutputsResource(
            target: target, config: layer.config, workers: workers,
            dependencies: target.isDestroying ? last : addresses(of: [.namespace, .service, .deployment]))
    }

    var setList: SetListResource {
        let members = Dictionary(references.map { (ObjectResource.address(of: $0), $0) }, uniquingKeysWith: { $1 })
        let needs = target.isDestroying ? addresses(of: [.namespace]) : references.map(ObjectResource.address)
        return SetListResource(target: target, members: members, former: former, dependencies: needs)
    }

    /// In a destroy everything goes before the list of what there is.
    private var last: [Address] { target.isDestroying ? [SetListResource.address] : [] }

    private func addresses(of kinds: Set<ObjectKind>) -> [Address] {
        references.filter { kinds.contains($0.kind) }.map(ObjectResource.address)
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

    /// What has to outlive the balancers: in a destroy they go first, and the cloud confirms it.
    private func everythingBeside(_ balanced: Set<ObjectReference>) -> [Address] {
        (references + former.map(\.reference)).filter { !balanced.contains($0) }.map(ObjectResource.address)
            + [OutputsResource.address, SetListResource.address]
    }

    private func readiness(_ reference: ObjectReference) -> any Readiness {
        switch reference.kind {
        case .namespace: return NamespaceReadiness()
        case .service: return ServiceReadiness(stageOne: layer.stageOne)
        case .persistentVolumeClaim: return ClaimReadiness(waitsForBinding: layer.isEKS)
        case .deployment:
            guard let workload = workloads.first(where: { $0.name == reference.name }) else { return Existence() }
            let spot = workload.placement == .spot && layer.isEKS ? layer.config.spotNodeCount : nil
            return DeploymentReadiness(workload: workload, expectedNodes: spot, needsLabel: layer.isEKS)
        default: return Existence()
        }
    }

    /// What the configuration asks for, less what the live object alone decides.
    private func desired(_ object: KubernetesObject, _ reference: ObjectReference)
        -> @Sendable (KubernetesObject?) -> KubernetesObject
    {
        switch reference.kind {
        case .secret where layer.ownToken == nil:
            // A token is made once: what is there stays.
            return { live in
                var secret = object
                for (key, value) in live?.json["data"]?.object ?? [:] where secret.json["data"]?[key] != nil {
                    secret.json["data"]?[key] = value
                }
                return secret
            }
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
