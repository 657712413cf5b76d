// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [Parameter Store](https://docs.aws.amazon.com/systems-manager/latest/APIReference/) that the lock of a cluster needs.
public struct SSM: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A parameter's value, or nil when there is none.
    public func getParameter(_ name: String) async throws -> String? {
        try await nilIfNotFound {
            try await aws.json(.ssm, "GetParameter", ["Name": .string(name)], repeatability: .safe)
                .at("Parameter", "Value")?.string
        } ?? nil
    }

    /// Writes a parameter; without `overwrite` an existing one is refused with `ParameterAlreadyExists`, which makes it a lock.
    public func putParameter(_ name: String, value: String, overwrite: Bool, tags: [String: String] = [:]) async throws
    {
        var body: JSONValue = [
            "Name": .string(name), "Value": .string(value), "Type": "String", "Tier": "Standard",
            "Overwrite": .bool(overwrite),
        ]
        if !overwrite, !tags.isEmpty {
            body["Tags"] = .array(
                tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })
        }
        _ = try await aws.json(.ssm, "PutParameter", body, repeatability: overwrite ? .safe : .never)
    }

    /// Deletes a parameter.
    public func deleteParameter(_ name: String) async throws {
        _ = try await aws.json(.ssm, "DeleteParameter", ["Name": .string(name)], repeatability: .safe)
    }
}
