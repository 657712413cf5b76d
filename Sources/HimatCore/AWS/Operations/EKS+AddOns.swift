// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

extension EKS {
    /// An add-on of a cluster.
    public struct AddOn: Sendable {
        /// Its name, e.g. `vpc-cni`.
        public var name: String
        /// Its ARN.
        public var arn: String
        /// `CREATING`, `ACTIVE`, `DEGRADED`, `UPDATING`, `DELETING`, `CREATE_FAILED`, `DELETE_FAILED`, `UPDATE_FAILED`.
        public var status: String
        /// Its version, e.g. `v1.20.4-eksbuild.1`.
        public var version: String
        /// Its configuration as JSON text; nil = none.
        public var configuration: String?
        /// What EKS says is wrong with it.
        public var issues: [String]
        /// When it was made.
        public var createdAt: Date?
        /// All tags.
        public var tags: [String: String]
    }

    /// The names of a cluster's add-ons; none when there is no such cluster.
    public func listAddOns(cluster: String) async throws -> [String] {
        try await nilIfNotFound {
            try await pages("ListAddons", ["clusters", cluster, "addons"], key: "addons").compactMap(\.string)
        } ?? []
    }

    /// The add-on of that name, or nil.
    public func describeAddOn(_ name: String, cluster: String) async throws -> AddOn? {
        try await nilIfNotFound {
            Self.addOn(try await get("DescribeAddon", ["clusters", cluster, "addons", name])["addon"] ?? .null)
        }
    }

    /// Starts the creation of an add-on in the version that is the default of the cluster's Kubernetes version.
    public func createAddOn(
        _ name: String, cluster: String, configuration: String?, tags: [String: String], clientToken: String
    ) async throws -> AddOn {
        var body: JSONValue = [
            "addonName": .string(name), "resolveConflicts": "OVERWRITE", "tags": .strings(tags),
            "clientRequestToken": .string(clientToken),
        ]
        if let configuration { body["configurationValues"] = .string(configuration) }
        return Self.addOn(try await post("CreateAddon", ["clusters", cluster, "addons"], body)["addon"] ?? .null)
    }

    /// Starts a change of version or configuration; settings that others made by hand are kept.
    @discardableResult
    public func updateAddOn(
        _ name: String, cluster: String, version: String?, configuration: String?, clientToken: String
    ) async throws -> String {
        var body: JSONValue = ["resolveConflicts": "PRESERVE", "clientRequestToken": .string(clientToken)]
        if let version { body["addonVersion"] = .string(version) }
        if let configuration { body["configurationValues"] = .string(configuration) }
        return Self.updateID(try await post("UpdateAddon", ["clusters", cluster, "addons", name, "update"], body))
    }

    /// Starts the deletion of an add-on with what it runs in the cluster.
    public func deleteAddOn(_ name: String, cluster: String) async throws {
        try await delete("DeleteAddon", ["clusters", cluster, "addons", name])
    }

    /// The default version of an add-on for a Kubernetes version, or nil when it is not offered.
    public func defaultAddOnVersion(_ name: String, kubernetesVersion: String) async throws -> String? {
        let query = [("addonName", name), ("kubernetesVersion", kubernetesVersion)]
        let offers = try await pages(
            "DescribeAddonVersions", ["addons", "supported-versions"], key: "addons", query: query)
        for offer in offers where offer["addonName"]?.string == name {
            let versions = offer["addonVersions"]?.array ?? []
            let chosen = versions.first { version in
                (version["compatibilities"]?.array ?? []).contains {
                    $0["clusterVersion"]?.string == kubernetesVersion && $0["defaultVersion"]?.bool == true
                }
            }
            return (chosen ?? versions.first)?["addonVersion"]?.string
        }
        return nil
    }

    private static func addOn(_ value: JSONValue) -> AddOn {
        AddOn(
            name: value["addonName"]?.string ?? "", arn: value["addonArn"]?.string ?? "",
            status: value["status"]?.string ?? "", version: value["addonVersion"]?.string ?? "",
            configuration: value["configurationValues"]?.string,
            issues: value.at("health", "issues").map(Self.issues) ?? [],
            createdAt: AWSTimestamp.parse(value["createdAt"]), tags: value["tags"]?.stringMembers ?? [:])
    }
}
