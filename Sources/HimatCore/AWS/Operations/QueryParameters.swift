// SPDX-License-Identifier: MIT

/// Flattens lists and structures into the numbered names of the query protocols.
///
/// EC2 writes `SubnetId.1`, the other query services `Subnets.member.1`
/// ([ec2Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html),
/// [awsQuery](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)).
struct QueryParameters: Sendable, Equatable {
    /// How list elements are named.
    enum ListStyle: Sendable {
        /// `Name.1`.
        case ec2
        /// `Name.member.1`.
        case member
    }

    /// The flat names and values in the order they were added.
    private(set) var pairs: [(String, String)] = []
    private let style: ListStyle

    /// No parameters yet.
    init(_ style: ListStyle) { self.style = style }

    /// Adds a value; nil adds nothing.
    mutating func set(_ name: String, _ value: String?) {
        if let value { pairs.append((name, value)) }
    }
    /// Adds a number; nil adds nothing.
    mutating func set(_ name: String, _ value: Int?) { set(name, value.map { "\($0)" }) }
    /// Adds `true` or `false`; nil adds nothing.
    mutating func set(_ name: String, _ value: Bool?) { set(name, value.map { $0 ? "true" : "false" }) }

    /// Adds a list of values, numbered from 1.
    mutating func set(_ name: String, list values: [String]) {
        for (index, value) in values.enumerated() { set(element(name, index), value) }
    }

    /// Adds a list of structures; `fill` adds the fields of one element.
    mutating func set<Element>(
        _ name: String, each elements: [Element], _ fill: (Element, inout QueryParameters) -> Void
    ) {
        for (index, value) in elements.enumerated() {
            var fields = QueryParameters(style)
            fill(value, &fields)
            for (field, text) in fields.pairs { set("\(element(name, index)).\(field)", text) }
        }
    }

    /// Adds tags as `<name>.1.Key`, `<name>.1.Value`, sorted by key.
    mutating func set(_ name: String, tags: [String: String]) {
        set(name, each: tags.keys.sorted()) { key, fields in
            fields.set("Key", key)
            fields.set("Value", tags[key] ?? "")
        }
    }

    private func element(_ name: String, _ index: Int) -> String {
        switch style {
        case .ec2: "\(name).\(index + 1)"
        case .member: "\(name).member.\(index + 1)"
        }
    }

    /// Equal when names and values are, in the same order.
    static func == (left: QueryParameters, right: QueryParameters) -> Bool {
        left.pairs.map(\.0) == right.pairs.map(\.0) && left.pairs.map(\.1) == right.pairs.map(\.1)
    }
}
