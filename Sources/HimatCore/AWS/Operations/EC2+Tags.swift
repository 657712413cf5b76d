// SPDX-License-Identifier: MIT

extension EC2 {
    /// Sets tags on resources; a key that is there gets the new value.
    public func createTags(_ tags: [String: String], on ids: [String]) async throws {
        var parameters = QueryParameters.ec2()
        parameters.set("ResourceId", list: ids)
        parameters.set("Tag", tags: tags)
        try await change("CreateTags", parameters, repeatability: .safe)
    }

    /// Takes tags off resources.
    public func deleteTags(_ keys: [String], from ids: [String]) async throws {
        var parameters = QueryParameters.ec2()
        parameters.set("ResourceId", list: ids)
        for (index, key) in keys.enumerated() { parameters.set("Tag.\(index + 1).Key", key) }
        try await change("DeleteTags", parameters, repeatability: .safe)
    }
}
