// SPDX-License-Identifier: MIT
import HimatCore

/// The right of whoever runs HiMAT to use the cluster's Kubernetes API. EKS makes the entries of node groups itself.
struct AccessEntry: ManagedResource {
    static let address: Address = "access-entry"

    let site: Site
    /// The user or role that signs our requests.
    let principalARN: String

    var address: Address { Self.address }
    var dependencies: [Address] { [Cluster.address] }
    var createsIdempotently: Bool { true }
    var patience: Patience { Patience(interval: .seconds(2), limit: .seconds(300)) }
    var properties: [Property] { [Property("principal", principalARN)] }

    func observe(in context: OperationContext) async throws -> [Observation] {
        guard try await site.cluster(in: context) != nil,
            let entry = try await site.eks.describeAccessEntry(principalARN, cluster: site.name)
        else { return [] }
        return [
            Observation(id: entry.principalARN, properties: ["arn": .string(entry.arn)], createdAt: entry.createdAt)
        ]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change { .none }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        let token = site.clientToken(address, principalARN, in: context)
        let entry = try await Persistence.whileBusy(address, limit: patience.limit, in: context) {
            try await site.eks.createAccessEntry(
                principalARN, cluster: site.name, tags: site.creationTags(address, in: context), clientToken: token)
        }
        return Observation(id: entry.principalARN, properties: ["arn": .string(entry.arn)])
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    { observation }

    /// Leaves it: one's own right is never taken before the cluster goes, and goes with it.
    func delete(_ observation: Observation, in context: OperationContext) async throws {}
    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        site.refusesForeign ? try await observe(in: context).first : nil
    }
}
