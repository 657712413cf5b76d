// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [AWS STS](https://docs.aws.amazon.com/STS/latest/APIReference/) that HiMAT makes, typed.
public struct STS: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// Who signed the request.
    public struct Caller: Sendable, Hashable {
        /// The account's twelve digits.
        public var account: String
        /// The user or the assumed role's session.
        public var arn: String

        /// `aws`, `aws-cn` or `aws-us-gov`.
        public var partition: String {
            let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count > 1 ? String(parts[1]) : "aws"
        }

        /// The name of the role whose session signed, or nil for a user.
        public var assumedRole: String? {
            let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[5].hasPrefix("assumed-role/") else { return nil }
            return parts[5].split(separator: "/").dropFirst().first.map(String.init)
        }
    }

    /// Who signs the requests; needs no permission.
    public func getCallerIdentity() async throws -> Caller {
        let answer = try await aws.query(.sts, "GetCallerIdentity", [], repeatability: .safe)
        guard let account = answer.text("GetCallerIdentityResult", "Account"),
            let arn = answer.text("GetCallerIdentityResult", "Arn")
        else { throw HimatError(.malformed, "sts:GetCallerIdentity answered without an account") }
        return Caller(account: account, arn: arn)
    }
}
