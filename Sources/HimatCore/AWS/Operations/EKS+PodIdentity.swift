// SPDX-License-Identifier: MIT
internal import HimatSupport

extension EKS {
    /// A role that the pods of one ServiceAccount get; the list does not tell which.
    public struct PodIdentityAssociation: Sendable {
        /// `a-…`.
        public var id: String
        /// Its ARN.
        public var arn: String
        /// The ServiceAccount's namespace.
        public var namespace: String
        /// The ServiceAccount's name.
        public var serviceAccount: String
    }

    /// The associations of a cluster; none when there is no such cluster.
    public func listPodIdentityAssociations(cluster: String) async throws -> [PodIdentityAssociation] {
        let path = ["clusters", cluster, "pod-identity-associations"]
        let found = try await nilIfNotFound {
            try await pages("ListPodIdentityAssociations", path, key: "associations")
        }
        return (found ?? []).map(Self.association)
    }

    /// Creates an association.
    public func createPodIdentityAssociation(
        namespace: String, serviceAccount: String, roleARN: String, cluster: String, tags: [String: String],
        clientToken: String
    ) async throws -> PodIdentityAssociation {
        let body: JSONValue = [
            "namespace": .string(namespace), "serviceAccount": .string(serviceAccount), "roleArn": .string(roleARN),
            "tags": .strings(tags), "clientRequestToken": .string(clientToken),
        ]
        let path = ["clusters", cluster, "pod-identity-associations"]
        return Self.association(try await post("CreatePodIdentityAssociation", path, body)["association"] ?? .null)
    }

    /// Deletes an association.
    public func deletePodIdentityAssociation(_ id: String, cluster: String) async throws {
        try await delete("DeletePodIdentityAssociation", ["clusters", cluster, "pod-identity-associations", id])
    }

    private static func association(_ value: JSONValue) -> PodIdentityAssociation {
        PodIdentityAssociation(
            id: value["associationId"]?.string ?? "", arn: value["associationArn"]?.string ?? "",
            namespace: value["namespace"]?.string ?? "", serviceAccount: value["serviceAccount"]?.string ?? "")
    }
}
