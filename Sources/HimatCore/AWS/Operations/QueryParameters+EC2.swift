// SPDX-License-Identifier: MIT

extension QueryParameters {
    /// Parameters of EC2, in the order given.
    static func ec2(_ pairs: (String, String)...) -> QueryParameters { QueryParameters(.ec2, pairs) }
    /// Parameters of the other query services, in the order given.
    static func member(_ pairs: (String, String)...) -> QueryParameters { QueryParameters(.member, pairs) }

    private init(_ style: ListStyle, _ pairs: [(String, String)]) {
        self.init(style)
        for (name, value) in pairs { set(name, value) }
    }

    /// Adds filters in their order.
    mutating func set(filters: [EC2.Filter]) {
        set("Filter", each: filters) { filter, fields in
            fields.set("Name", filter.name)
            fields.set("Value", list: filter.values)
        }
    }

    /// Adds the tags that a new resource of EC2 gets at its creation.
    mutating func set(tags: [String: String], for resourceType: String) {
        guard !tags.isEmpty else { return }
        set("TagSpecification", each: [resourceType]) { kind, fields in
            fields.set("ResourceType", kind)
            fields.set("Tag", tags: tags)
        }
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
