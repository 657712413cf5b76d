// SPDX-License-Identifier: MIT
import HimatCore

extension Site {
    /// The tags by which a thing is known as ours; these and the configuration's are compared and mended.
    func lastingTags(_ address: Address, _ more: [String: String] = [:]) -> [String: String] {
        let own = [
            TagKey.cluster: name, TagKey.region: identity.region, TagKey.layer: EKSLayer.name,
            TagKey.address: address.text, "Name": displayName(address),
        ]
        return extraTags.merging(more) { $1 }.merging(own) { $1 }
    }

    /// The tags that go on at creation. `himat:run` is the epoch, so that a creation repeated with the same client token is the same request.
    func creationTags(_ address: Address, _ more: [String: String] = [:], in context: OperationContext) -> [String:
        String]
    {
        lastingTags(address, more).merging([TagKey.run: context.epoch]) { $1 }
    }

    /// Whether tags name this cluster of this region.
    func owns(_ tags: [String: String]) -> Bool {
        tags[TagKey.cluster] == name && tags[TagKey.region] == identity.region
    }

    /// Whether tags name this address of this cluster.
    func owns(_ tags: [String: String], as address: Address) -> Bool {
        owns(tags) && tags[TagKey.address] == address.text
    }

    /// What finds this cluster's things in EC2.
    var filters: [EC2.Filter] { [.tag(TagKey.cluster, name), .tag(TagKey.region, identity.region)] }

    /// Sets and removes the tags that a plan says changed.
    func repairTags(_ changes: [FieldChange], of id: String) async throws {
        let (set, removed) = TagDrift.repairs(changes)
        if !set.isEmpty { try await ec2.createTags(set, on: [id]) }
        if !removed.isEmpty { try await ec2.deleteTags(removed, from: [id]) }
    }

    /// The same for a resource of EKS.
    func repairEKSTags(_ changes: [FieldChange], of arn: String) async throws {
        let (set, removed) = TagDrift.repairs(changes)
        if !set.isEmpty { try await eks.tagResource(arn, tags: set) }
        if !removed.isEmpty { try await eks.untagResource(arn, keys: removed) }
    }
}

/// The difference between the tags a thing should have and those it has; foreign tags are nobody's business.
enum TagDrift {
    private static let prefix = "tags."

    /// What must be set; `absent` names tags that must not be there.
    static func changes(_ wanted: [String: String], actual: [String: String], absent: [String] = []) -> [FieldChange] {
        let set = wanted.sorted { $0.key < $1.key }.filter { actual[$0.key] != $0.value }.map {
            FieldChange(prefix + $0.key, old: actual[$0.key], new: $0.value)
        }
        return set + absent.filter { actual[$0] != nil }.map { FieldChange(prefix + $0, old: actual[$0], new: nil) }
    }

    /// The tags to set and the keys to remove.
    static func repairs(_ changes: [FieldChange]) -> (set: [String: String], removed: [String]) {
        var set: [String: String] = [:]
        var removed: [String] = []
        for change in changes where change.path.hasPrefix(prefix) {
            let key = String(change.path.dropFirst(prefix.count))
            if let value = change.new { set[key] = value } else { removed.append(key) }
        }
        return (set, removed)
    }
}

extension [FieldChange] {
    /// Whether a field with this path, or under it, changes.
    func contains(under path: String) -> Bool { contains { $0.path == path || $0.path.hasPrefix(path + ".") } }
}
