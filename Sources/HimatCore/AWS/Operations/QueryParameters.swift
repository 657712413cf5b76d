// SPDX-License-Identifier: MIT

/// The flat, numbered parameters of the query protocols: `Filter.1.Value.2`, `Tags.member.1.Key`.
struct QueryParameters: Sendable {
    private(set) var fields: [(String, String)] = []

    init(_ fields: (String, String)...) { self.fields = fields }

    /// Appends a parameter; nil is left out.
    mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: Bool) { add(name, value ? "true" : "false") }
    mutating func add(_ name: String, _ value: Int) { add(name, String(value)) }

    /// Appends `<name>.1`, `<name>.2` … (EC2) or, when the name ends in `.member`, the lists of the other services.
    mutating func add(list name: String, _ values: [String]) {
        for (index, value) in values.enumerated() { add("\(name).\(index + 1)", value) }
    }

    /// Appends EC2 filters.
    mutating func add(filters: [EC2.Filter]) {
        for (index, filter) in filters.enumerated() {
            add("Filter.\(index + 1).Name", filter.name)
            add(list: "Filter.\(index + 1).Value", filter.values)
        }
    }

    /// Appends tags as numbered pairs, sorted by key so that a repeated request is the same byte for byte.
    mutating func add(tags: [String: String], under prefix: String) {
        for (index, tag) in tags.sorted(by: { $0.key < $1.key }).enumerated() {
            add("\(prefix).\(index + 1).Key", tag.key)
            add("\(prefix).\(index + 1).Value", tag.value)
        }
    }

    /// Appends the tags a new EC2 resource gets at its creation.
    mutating func add(tags: [String: String], for resourceType: String, at index: Int = 1) {
        guard !tags.isEmpty else { return }
        add("TagSpecification.\(index).ResourceType", resourceType)
        add(tags: tags, under: "TagSpecification.\(index).Tag")
    }
}

extension XMLElement {
    /// The tags of an EC2 item (`tagSet`, key and value in lower case) or of another service's (`Tags`, capitalised).
    var tags: [String: String] {
        var tags: [String: String] = [:]
        for item in list("tagSet") + list("Tags") {
            guard let key = item.text("key") ?? item.text("Key") else { continue }
            tags[key] = item.text("value") ?? item.text("Value") ?? ""
        }
        return tags
    }
}
