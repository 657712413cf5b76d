// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [classic Elastic Load Balancing](https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/) that a destroy needs.
public struct ELB: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A classic balancer.
    public struct LoadBalancer: Sendable {
        /// Its name.
        public var name: String
        /// The VPC it is in.
        public var vpcID: String?
        /// The name clients ask for.
        public var dnsName: String
        /// The security groups on it.
        public var securityGroups: [String]
    }

    /// All classic balancers of the region.
    public func describeLoadBalancers() async throws -> [LoadBalancer] {
        var found: [LoadBalancer] = []
        var marker: String?
        repeat {
            var parameters = QueryParameters.member()
            parameters.set("Marker", marker)
            let answer = try await aws.query(.elb, "DescribeLoadBalancers", parameters.pairs, repeatability: .safe)
            let result = answer["DescribeLoadBalancersResult"] ?? answer
            found += result.list("LoadBalancerDescriptions").map {
                LoadBalancer(
                    name: $0.text("LoadBalancerName") ?? "", vpcID: $0.text("VPCId"), dnsName: $0.text("DNSName") ?? "",
                    securityGroups: $0.list("SecurityGroups").map(\.text))
            }
            marker = result.text("NextMarker")
        } while marker?.isEmpty == false
        return found
    }

    /// The tags of balancers, by name.
    public func describeTags(_ names: [String]) async throws -> [String: [String: String]] {
        try await BalancerTags.describe(names, tags(of:))
    }

    private func tags(of page: [String]) async throws -> [String: [String: String]] {
        var parameters = QueryParameters.member()
        parameters.set("LoadBalancerNames", list: page)
        let answer = try await aws.query(.elb, "DescribeTags", parameters.pairs, repeatability: .safe)
        let items = (answer["DescribeTagsResult"] ?? answer).list("TagDescriptions")
        return Dictionary(items.map { ($0.text("LoadBalancerName") ?? "", $0.tags) }, uniquingKeysWith: { $1 })
    }

    /// Deletes a balancer; its interfaces and group go a while later.
    public func deleteLoadBalancer(_ name: String) async throws {
        _ = try await aws.query(.elb, "DeleteLoadBalancer", [("LoadBalancerName", name)], repeatability: .safe)
    }
}
