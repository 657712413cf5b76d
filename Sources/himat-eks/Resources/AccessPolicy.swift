// SPDX-License-Identifier: MIT
import HimatCore

/// What the access entry allows: everything in the cluster.
struct AccessPolicy: ManagedResource {
    static let address: Address = "access-policy"

    let site: Site
    let principalARN: String

    var address: Address { Self.address }
    var dependencies: [Address] { [AccessEntry.address] }
    var createsIdempotently: Bool { true }
    var properties: [Property] { [Property("policy", "AmazonEKSClusterAdminPolicy"), Property("scope", "cluster")] }

    private var policyARN: String {
        "arn:\(site.partition):eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard try await site.cluster(in: context) != nil else { return [] }
        let policies = try await site.eks.listAssociatedAccessPolicies(principalARN, cluster: site.name)
        return policies.contains(policyARN) ? [Observation(id: policyARN)] : []
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change { .none }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        try await Persistence.untilKnown(address, in: context) {
            try await site.eks.associateAccessPolicy(policyARN, principalARN: principalARN, cluster: site.name)
        }
        return Observation(id: policyARN)
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    { observation }

    /// Leaves it, as the access entry is left: both go with the cluster.
    func delete(_ observation: Observation, in context: OperationContext) async throws {}
    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        site.refusesForeign ? try await observe(in: context).first : nil
    }
}
