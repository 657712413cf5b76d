// SPDX-License-Identifier: MIT
import HimatCore

/// The load balancers that Kubernetes made for the cluster, seen from AWS: in our VPC with Kubernetes' tags, or with ours.
struct Balancers: Sendable {
    let site: Site
    let elb: ELB
    let elbv2: ELBv2

    init(site: Site, aws: any AWSCalling) {
        self.site = site
        elb = ELB(aws)
        elbv2 = ELBv2(aws)
    }

    /// One balancer or target group.
    enum Found: Sendable, Equatable {
        case classic(String)
        case modern(String)
        case targets(String)

        var id: String {
            switch self {
            case .classic(let id), .modern(let id), .targets(let id): id
            }
        }
    }

    /// All of them; target groups last, for they go after what uses them. One that goes between list and tags makes the look begin again.
    func find(vpcIDs: Set<String>) async throws -> [Found] {
        for _ in 0..<4 {
            if let found = try await nilIfNotFound({ try await look(vpcIDs) }) { return found }
        }
        return try await look(vpcIDs)
    }

    private func look(_ vpcIDs: Set<String>) async throws -> [Found] {
        async let classic = elb.describeLoadBalancers()
        async let modern = elbv2.describeLoadBalancers()
        async let targets = elbv2.describeTargetGroups()
        var found: [Found] = []
        let old = try await classic
        let oldTags = try await elb.describeTags(old.map(\.name))
        found += old.filter { isOurs(oldTags[$0.name], $0.vpcID, vpcIDs) }.map { .classic($0.name) }
        let (new, groups) = (try await modern, try await targets)
        let newTags = try await elbv2.describeTags((new + groups).map(\.arn))
        found += new.filter { isOurs(newTags[$0.arn], $0.vpcID, vpcIDs) }.map { .modern($0.arn) }
        return found + groups.filter { isOurs(newTags[$0.arn], $0.vpcID, vpcIDs) }.map { .targets($0.arn) }
    }

    private func isOurs(_ tags: [String: String]?, _ vpcID: String?, _ vpcIDs: Set<String>) -> Bool {
        guard let tags else { return false }
        return site.owns(tags) || vpcID.map(vpcIDs.contains) ?? false && site.isOfKubernetes(tags)
    }

    func delete(_ balancers: [Found]) async throws {
        for balancer in balancers {
            try await ignoringNotFound {
                switch balancer {
                case .classic(let name): try await elb.deleteLoadBalancer(name)
                case .modern(let arn): try await elbv2.deleteLoadBalancer(arn)
                case .targets(let arn): try await elbv2.deleteTargetGroup(arn)
                }
            }
        }
    }
}
