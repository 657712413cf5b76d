// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [Amazon EKS](https://docs.aws.amazon.com/eks/latest/APIReference/) that HiMAT makes, typed.
public struct EKS: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    func get(_ action: String, _ path: [String], query: [(String, String)] = []) async throws -> JSONValue {
        try await aws.rest(.eks, "GET", path, query: query, body: nil, action: action, repeatability: .safe)
    }

    func post(_ action: String, _ path: [String], _ body: JSONValue, repeatability: Repeatability = .clientToken)
        async throws -> JSONValue
    {
        try await aws.rest(.eks, "POST", path, query: [], body: body, action: action, repeatability: repeatability)
    }

    func delete(_ action: String, _ path: [String], query: [(String, String)] = []) async throws {
        _ = try await aws.rest(.eks, "DELETE", path, query: query, body: nil, action: action, repeatability: .safe)
    }

    /// Calls a listing action page by page and returns the elements under `key`.
    func pages(_ action: String, _ path: [String], key: String, query: [(String, String)] = []) async throws
        -> [JSONValue]
    {
        var elements: [JSONValue] = []
        var token: String?
        repeat {
            let page = query + (token.map { [("nextToken", $0)] } ?? [])
            let answer = try await get(action, path, query: page)
            elements += answer[key]?.array ?? []
            token = answer["nextToken"]?.string
        } while token?.isEmpty == false
        return elements
    }

    /// Sets tags on a resource of EKS; the ones it has under other keys stay.
    public func tagResource(_ arn: String, tags: [String: String]) async throws {
        _ = try await post("TagResource", ["tags", arn], ["tags": .strings(tags)], repeatability: .safe)
    }

    /// Takes tags off a resource of EKS.
    public func untagResource(_ arn: String, keys: [String]) async throws {
        try await delete("UntagResource", ["tags", arn], query: keys.sorted().map { ("tagKeys", $0) })
    }
}

extension JSONValue {
    /// An object of strings.
    static func strings(_ members: [String: String]) -> JSONValue { .object(members.mapValues { .string($0) }) }
    /// An array of strings.
    static func strings(_ elements: [String]) -> JSONValue { .array(elements.map { .string($0) }) }

    /// The members of an object that are strings.
    var stringMembers: [String: String] { (object ?? [:]).compactMapValues(\.string) }
    /// The elements of an array that are strings.
    var stringElements: [String] { (array ?? []).compactMap(\.string) }
}
