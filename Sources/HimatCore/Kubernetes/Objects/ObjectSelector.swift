// SPDX-License-Identifier: MIT

/// Which objects of a kind a list or a watch is about.
public struct ObjectSelector: Hashable, Sendable {
    /// A label query such as `app=jupyter`.
    public var labels: String?
    /// A field query such as `metadata.name=jupyter`.
    public var fields: String?

    /// Builds a selector; without arguments it takes everything.
    public init(labels: String? = nil, fields: String? = nil) {
        self.labels = labels
        self.fields = fields
    }

    /// Everything.
    public static let all = ObjectSelector()

    /// All objects that carry these labels.
    public static func labels(_ labels: [String: String]) -> ObjectSelector {
        ObjectSelector(labels: labels.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ","))
    }

    /// The one object of that name.
    public static func name(_ name: String) -> ObjectSelector { ObjectSelector(fields: "metadata.name=\(name)") }

    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let labels { items.append(("labelSelector", labels)) }
        if let fields { items.append(("fieldSelector", fields)) }
        return items
    }
}
