// SPDX-License-Identifier: MIT
import HimatCore

/// The control plane's logs, which somebody may have switched on. HiMAT makes none; a destroy takes them along after the cluster.
struct LogGroup: ManagedResource {
    static let address: Address = "log-group"

    let site: Site
    let logs: Logs

    var address: Address { Self.address }
    var dependencies: [Address] { [] }
    var isWanted: Bool { false }
    var properties: [Property] { [] }

    /// EKS tags the group not, so it counts as ours only while the cluster of that name, or its VPC, is ours.
    func observe(in context: OperationContext) async throws -> [Observation] {
        let name = "/aws/eks/\(site.name)/cluster"
        let described = try await context.reads.once("eks.cluster") { try await site.eks.describeCluster(site.name) }
        let owns = described.map { site.owns($0.tags) }
        let isOurs = if let owns { owns } else { try await !site.vpcs(in: context).isEmpty }
        guard isOurs, try await logs.describeLogGroups(prefix: name).contains(name) else { return [] }
        return [Observation(id: name)]
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change { .none }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        throw HimatError(.internalFault, "Control-plane logs are never made by HiMAT")
    }

    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    { observation }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound { try await logs.deleteLogGroup(observation.id) }
    }

    func refresh(_ observation: Observation, in context: OperationContext) async throws -> Observation? {
        try await logs.describeLogGroups(prefix: observation.id).contains(observation.id) ? observation : nil
    }
}
