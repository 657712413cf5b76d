// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The calls to [Amazon EC2](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/) that HiMAT makes, typed.
public struct EC2: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A filter of a `Describe` call: any of the values matches.
    public struct Filter: Sendable, Hashable {
        /// The filter's name, e.g. `vpc-id`, `tag:himat:cluster`.
        public var name: String
        /// The accepted values; `*` and `?` are wildcards.
        public var values: [String]

        /// Builds a filter.
        public init(_ name: String, _ values: String...) {
            self.name = name
            self.values = values
        }

        /// Builds a filter from a list.
        public init(_ name: String, anyOf values: [String]) {
            self.name = name
            self.values = values
        }

        /// Matches resources with that tag.
        public static func tag(_ key: String, _ value: String) -> Filter { Filter("tag:\(key)", value) }
    }

    /// Calls a reading action page by page and returns the items of the named list.
    func pages(_ action: String, _ parameters: QueryParameters, list: String) async throws -> [XMLElement] {
        var items: [XMLElement] = []
        var page = parameters
        while true {
            let answer = try await aws.query(.ec2, action, page.pairs, repeatability: .safe)
            items += answer.list(list)
            guard let next = answer.text("nextToken"), !next.isEmpty else { return items }
            page = parameters
            page.set("NextToken", next)
        }
    }

    /// Calls an action that changes something and returns the answer.
    @discardableResult
    func change(_ action: String, _ parameters: QueryParameters, repeatability: Repeatability = .never) async throws
        -> XMLElement
    {
        try await aws.query(.ec2, action, parameters.pairs, repeatability: repeatability)
    }
}
