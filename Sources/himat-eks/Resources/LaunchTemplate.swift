// SPDX-License-Identifier: MIT
import HimatCore

/// What the nodes of one group are launched with: IMDSv2, an encrypted root, tags. Image, subnet, profile and security group are EKS's.
struct LaunchTemplate: ManagedResource {
    let site: Site
    /// The node group's kind, `stable` or `spot`.
    let kind: NodeGroup.Kind
    var rootVolumeSize = 50

    static func address(_ kind: NodeGroup.Kind) -> Address { Address("launch-template.\(kind.rawValue)") }

    var address: Address { Self.address(kind) }
    var dependencies: [Address] { [] }
    var createsIdempotently: Bool { true }
    var properties: [Property] {
        [
            Property("metadata", "IMDSv2, one hop"), Property("root", "\(rootVolumeSize) GiB gp3, encrypted"),
        ]
    }

    private var content: EC2.LaunchTemplateContent {
        EC2.LaunchTemplateContent(rootVolumeSize: rootVolumeSize, tags: site.lastingTags(kind.address))
    }

    /// What the newest version should hold, as a digest: versions never change, so it stands for the content.
    private var spec: String {
        let tags = content.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return Site.digest(["imdsv2", "hops=1", "gp3", String(rootVolumeSize)] + tags, length: 16)
    }

    func observe(in context: OperationContext) async throws -> [Observation] {
        try await site.launchTemplates(in: context).filter { site.owns($0.tags, as: address) }.map(observation)
    }

    private func observation(_ template: EC2.LaunchTemplate) -> Observation {
        Observation(
            id: template.id, attributes: ["version": String(template.latestVersion)],
            properties: ["tags": .tags(template.tags)], createdAt: template.createdAt)
    }

    func changes(from observation: Observation, inputs: Inputs) -> Change {
        let wanted = site.lastingTags(address, [TagKey.spec: spec])
        let changes = TagDrift.changes(wanted, actual: observation.properties.tags)
        return changes.isEmpty ? .none : .update(changes)
    }

    func create(inputs: Inputs, in context: OperationContext) async throws -> Observation {
        // Early, beside everything else: the spot group finds it made.
        async let serviceRole: Void = kind == .spot ? SpotServiceRole.makeIfMissing(site.iam, in: context) : ()
        let template = try await site.ec2.createLaunchTemplate(
            name: "himat-\(site.name)-\(kind.rawValue)", content: content,
            tags: site.creationTags(address, [TagKey.spec: spec], in: context),
            clientToken: site.clientToken(address, spec, in: context))
        await serviceRole
        return observation(template)
    }

    /// The tag that says what the newest version holds is set after that version is there.
    func update(_ observation: Observation, changes: [FieldChange], inputs: Inputs, in context: OperationContext)
        async throws -> Observation
    {
        var updated = observation
        if changes.contains(under: "tags.\(TagKey.spec)") {
            let version = try await site.ec2.createLaunchTemplateVersion(
                observation.id, content: content, clientToken: site.clientToken(address, "version", spec, in: context))
            updated.attributes["version"] = String(version)
        }
        try await site.repairTags(changes, of: observation.id)
        return updated
    }

    func delete(_ observation: Observation, in context: OperationContext) async throws {
        try await ignoringNotFound { try await site.ec2.deleteLaunchTemplate(observation.id) }
    }
}
