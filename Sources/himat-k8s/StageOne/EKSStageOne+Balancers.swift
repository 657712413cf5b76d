// SPDX-License-Identifier: MIT
import HimatCore

extension EKSStageOne {
    /// The names that the cluster's own controller gives to a balancer's security group.
    private static let groupPrefix = "k8s-elb-"

    /// Found by the tags that the Service's annotation puts on balancer and group; interfaces by the group they are in,
    /// which cannot go before them.
    func balancers() async throws -> [String] {
        async let classic = classic()
        async let modern = modern()
        let groups = try await groups()
        let interfaces = try await interfaces(in: groups)
        return try await classic + modern + groups.map { "security group \($0)" } + interfaces
    }

    private func isOurs(_ tags: [String: String]?) -> Bool {
        guard let tags else { return false }
        return tags[TagKey.cluster] == cluster.name && tags[TagKey.region] == cluster.region
    }

    private func classic() async throws -> [String] {
        let found = try await ELB(aws).describeLoadBalancers().map(\.name)
        let tags = try await ELB(aws).describeTags(found)
        return found.filter { isOurs(tags[$0]) }.map { "load balancer \($0)" }
    }

    private func modern() async throws -> [String] {
        let found = try await ELBv2(aws).describeLoadBalancers()
        let tags = try await ELBv2(aws).describeTags(found.map(\.arn))
        return found.filter { isOurs(tags[$0.arn]) }.map { "load balancer \($0.name)" }
    }

    private func groups() async throws -> [String] {
        let tagged = try await EC2(aws).describeSecurityGroups([
            .tag(TagKey.cluster, cluster.name), .tag(TagKey.region, cluster.region),
        ])
        return tagged.filter { $0.name.hasPrefix(Self.groupPrefix) }.map(\.id)
    }

    private func interfaces(in groups: [String]) async throws -> [String] {
        guard !groups.isEmpty else { return [] }
        let found = try await EC2(aws).describeNetworkInterfaces([EC2.Filter("group-id", anyOf: groups)])
        return found.map { "network interface \($0.id)" }
    }
}
