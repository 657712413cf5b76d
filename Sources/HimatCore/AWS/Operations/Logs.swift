// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [CloudWatch Logs](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/) that a destroy needs.
public struct Logs: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// The names of the log groups that begin so.
    public func describeLogGroups(prefix: String) async throws -> [String] {
        var names: [String] = []
        var token: String?
        repeat {
            var body: JSONValue = ["logGroupNamePrefix": .string(prefix)]
            if let token { body["nextToken"] = .string(token) }
            let answer = try await aws.json(.logs, "DescribeLogGroups", body, repeatability: .safe)
            names += (answer["logGroups"]?.array ?? []).compactMap { $0["logGroupName"]?.string }
            token = answer["nextToken"]?.string
        } while token?.isEmpty == false
        return names
    }

    /// Deletes a log group with all that is in it.
    public func deleteLogGroup(_ name: String) async throws {
        _ = try await aws.json(.logs, "DeleteLogGroup", ["logGroupName": .string(name)], repeatability: .safe)
    }
}
