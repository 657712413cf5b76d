// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [Elastic Load Balancing](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/) (application and network balancers) that a destroy needs.
public struct ELBv2: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A balancer or a target group.
    public struct Item: Sendable {
        /// Its ARN.
        public var arn: String
        /// Its name.
        public var name: String
        /// The VPC it is in.
        public var vpcID: String?
    }

    /// All balancers of the region.
    public func describeLoadBalancers() async throws -> [Item] {
        try await pages("DescribeLoadBalancers", list: "LoadBalancers", kind: "LoadBalancer")
    }

    /// All target groups of the region.
    public func describeTargetGroups() async throws -> [Item] {
        try await pages("DescribeTargetGroups", list: "TargetGroups", kind: "TargetGroup")
    }

    /// The tags of balancers or target groups, by ARN.
    public func describeTags(_ arns: [String]) async throws -> [String: [String: String]] {
        try await BalancerTags.describe(arns, tags(of:))
    }

    private func tags(of page: [String]) async throws -> [String: [String: String]] {
        var parameters = QueryParameters.member()
        parameters.set("ResourceArns", list: page)
        let answer = try await aws.query(.elbv2, "DescribeTags", parameters.pairs, repeatability: .safe)
        let items = (answer["DescribeTagsResult"] ?? answer).list("TagDescriptions")
        return Dictionary(items.map { ($0.text("ResourceArn") ?? "", $0.tags) }, uniquingKeysWith: { $1 })
    }

    /// Deletes a balancer with its listeners.
    public func deleteLoadBalancer(_ arn: String) async throws {
        _ = try await aws.query(.elbv2, "DeleteLoadBalancer", [("LoadBalancerArn", arn)], repeatability: .safe)
    }

    /// Deletes a target group that no listener uses.
    public func deleteTargetGroup(_ arn: String) async throws {
        _ = try await aws.query(.elbv2, "DeleteTargetGroup", [("TargetGroupArn", arn)], repeatability: .safe)
    }

    private func pages(_ action: String, list: String, kind: String) async throws -> [Item] {
        var found: [Item] = []
        var marker: String?
        repeat {
            var parameters = QueryParameters.member()
            parameters.set("Marker", marker)
            let answer = try await aws.query(.elbv2, action, parameters.pairs, repeatability: .safe)
            let result = answer["\(action)Result"] ?? answer
            found += result.list(list).map {
                Item(
                    arn: $0.text("\(kind)Arn") ?? "", name: $0.text("\(kind)Name") ?? "", vpcID: $0.text("VpcId"))
            }
            marker = result.text("NextMarker")
        } while marker?.isEmpty == false
        return found
    }
}
