// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The call to [Service Quotas](https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html) that preflight makes.
public struct ServiceQuotas: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A limit of the account, e.g. of vCPUs (`ec2`, `L-1216C47A`); nil when the service does not know it.
    public func getServiceQuota(service: String, code: String) async throws -> Double? {
        try await nilIfNotFound {
            let body: JSONValue = ["ServiceCode": .string(service), "QuotaCode": .string(code)]
            let answer = try await aws.json(.serviceQuotas, "GetServiceQuota", body, repeatability: .safe)
            return answer.at("Quota", "Value")?.double
        } ?? nil
    }
}
