// SPDX-License-Identifier: MIT
import HimatCore

/// Gives the pods of one ServiceAccount a role. The list does not tell the role, so a change of it by other hands is not seen.
struct PodIdentity: ManagedResource {
    let site: Site
    let kind: Role.Kind
    let namespace: String
    let serviceAccount: String
    var isWanted = true

    static func address(_ kind: Role.Kind) -> Address { Address("pod-identity.\(kind.rawValue)") }

    var address: Address { Self.address(kind) }
    var dependencies: [Address] { [Cluster.address, RolePolicies.address(kind)] }
    var createsIdempotently: Bool { true }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(300)) }
    var properties: [Property] {
        [Property("service_account", "\(namespace)/\(serviceAccount)"), Property("role", site.roleName(kind.rawValue))]
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard try await site.cluster(in: context) != nil else { return [] }
        return try await site.podIdentities(in: context).filter {
            $0.namespace == namespace && $0.serviceAccount == serviceAccount
        }
        .map(observation)
    }

    private func observation(_ association: EKS.PodIdentityAssociation) -> Observation {
        Observation(id: association.id, attributes: ["arn": association.arn])
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change { .none }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let role = try inputs.require(RolePolicies.address(kind), "role_arn")
        let token = site.clientToken(address, namespace, serviceAccount, role, in: context)
        let association = try await Persistence.untilAssumable(address, in: context) {
            try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
                try await site.eks.createPodIdentityAssociation(
                    namespace: namespace, serviceAccount: serviceAccount, roleARN: role, cluster: site.name,
                    tags: site.creationTags(address, in: context), clientToken: token)
            }
        }
        return observation(association)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    { observation }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound {
            try await site.eks.deletePodIdentityAssociation(observation.id, cluster: site.name)
        }
    }
}
