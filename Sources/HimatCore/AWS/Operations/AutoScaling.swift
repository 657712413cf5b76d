// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [Auto Scaling](https://docs.aws.amazon.com/autoscaling/ec2/APIReference/) that the sweep of a destroy needs.
public struct AutoScaling: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// An Auto Scaling group.
    public struct Group: Sendable {
        /// Its name.
        public var name: String
        /// How many instances it wants.
        public var desired: Int
        /// All tags.
        public var tags: [String: String]
    }

    /// The groups that carry a tag with that value.
    public func describeGroups(tag key: String, value: String) async throws -> [Group] {
        var found: [Group] = []
        var token: String?
        repeat {
            var parameters = QueryParameters.member(
                ("Filters.member.1.Name", "tag:\(key)"), ("Filters.member.1.Values.member.1", value))
            parameters.set("NextToken", token)
            let answer = try await aws.query(
                .autoScaling, "DescribeAutoScalingGroups", parameters.pairs, repeatability: .safe)
            let result = answer["DescribeAutoScalingGroupsResult"] ?? answer
            found += result.list("AutoScalingGroups").map {
                Group(
                    name: $0.text("AutoScalingGroupName") ?? "",
                    desired: $0.text("DesiredCapacity").flatMap { Int($0) } ?? 0, tags: $0.tags)
            }
            token = result.text("NextToken")
        } while token?.isEmpty == false
        return found.filter { $0.tags[key] == value }
    }
}
