// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

extension EKS {
    /// A cluster as EKS describes it.
    public struct Cluster: Sendable {
        /// Its name.
        public var name: String
        /// Its ARN.
        public var arn: String
        /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `FAILED`, `PENDING`.
        public var status: String
        /// The Kubernetes version, e.g. `1.36`.
        public var version: String
        /// The API server's URL; nil while it is being created.
        public var endpoint: String?
        /// The certificate authority, PEM in base64; nil while it is being created.
        public var certificateAuthority: String?
        /// The role of the control plane.
        public var roleARN: String
        /// The subnets of the control plane's interfaces.
        public var subnetIDs: [String]
        /// The VPC.
        public var vpcID: String?
        /// The group that EKS made and put on control plane and nodes.
        public var securityGroupID: String?
        /// Whether the API server answers inside the VPC.
        public var hasPrivateAccess: Bool
        /// Whether it answers from the internet.
        public var hasPublicAccess: Bool
        /// Who may ask it from the internet.
        public var publicAccessCIDRs: [String]
        /// `API`, `API_AND_CONFIG_MAP`, `CONFIG_MAP`.
        public var authenticationMode: String?
        /// `STANDARD` or `EXTENDED`.
        public var supportType: String?
        /// When it was made.
        public var createdAt: Date?
        /// What EKS says is wrong with it.
        public var issues: [String]
        /// All tags.
        public var tags: [String: String]
    }

    /// What a new cluster is to be.
    public struct ClusterRequest: Sendable {
        /// Its name.
        public var name: String
        /// The Kubernetes version.
        public var version: String
        /// The role of the control plane.
        public var roleARN: String
        /// Two subnets in two zones.
        public var subnetIDs: [String]
        /// Who may ask the API server from the internet.
        public var publicAccessCIDRs: [String]
        /// Tags.
        public var tags: [String: String]

        /// Describes a cluster.
        public init(
            name: String, version: String, roleARN: String, subnetIDs: [String], publicAccessCIDRs: [String],
            tags: [String: String]
        ) {
            self.name = name
            self.version = version
            self.roleARN = roleARN
            self.subnetIDs = subnetIDs
            self.publicAccessCIDRs = publicAccessCIDRs
            self.tags = tags
        }
    }

    /// The cluster of that name, or nil.
    public func describeCluster(_ name: String) async throws -> Cluster? {
        try await nilIfNotFound {
            Self.cluster(try await get("DescribeCluster", ["clusters", name])["cluster"] ?? .null)
        }
    }

    /// The names of all clusters of the region.
    public func listClusters() async throws -> [String] {
        try await pages("ListClusters", ["clusters"], key: "clusters").compactMap(\.string)
    }

    /// Creates a cluster: access entries only, standard support only, private access on, no logs, no add-ons of EKS's own choice.
    public func createCluster(_ request: ClusterRequest, clientToken: String) async throws -> Cluster {
        let body: JSONValue = [
            "name": .string(request.name), "version": .string(request.version), "roleArn": .string(request.roleARN),
            "resourcesVpcConfig": [
                "subnetIds": .strings(request.subnetIDs), "endpointPublicAccess": true, "endpointPrivateAccess": true,
                "publicAccessCidrs": .strings(request.publicAccessCIDRs),
            ],
            "accessConfig": ["authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": false],
            "upgradePolicy": ["supportType": "STANDARD"],
            "bootstrapSelfManagedAddons": false,
            "clientRequestToken": .string(clientToken), "tags": .strings(request.tags),
        ]
        return Self.cluster(try await post("CreateCluster", ["clusters"], body)["cluster"] ?? .null)
    }

    /// Starts a change of who may reach the API server; private access stays on.
    @discardableResult
    public func updateClusterAccess(_ name: String, publicAccessCIDRs: [String], clientToken: String) async throws
        -> String
    {
        let body: JSONValue = [
            "clientRequestToken": .string(clientToken),
            "resourcesVpcConfig": [
                "endpointPublicAccess": true, "endpointPrivateAccess": true,
                "publicAccessCidrs": .strings(publicAccessCIDRs),
            ],
        ]
        return Self.updateID(try await post("UpdateClusterConfig", ["clusters", name, "update-config"], body))
    }

    /// Starts a change of the support policy to `STANDARD`.
    @discardableResult
    public func updateClusterSupport(_ name: String, clientToken: String) async throws -> String {
        let body: JSONValue = [
            "clientRequestToken": .string(clientToken), "upgradePolicy": ["supportType": "STANDARD"],
        ]
        return Self.updateID(try await post("UpdateClusterConfig", ["clusters", name, "update-config"], body))
    }

    /// Starts an upgrade of the control plane, one minor version at most.
    @discardableResult
    public func updateClusterVersion(_ name: String, to version: String, clientToken: String) async throws -> String {
        let body: JSONValue = ["clientRequestToken": .string(clientToken), "version": .string(version)]
        return Self.updateID(try await post("UpdateClusterVersion", ["clusters", name, "updates"], body))
    }

    /// Starts the deletion of a cluster without node groups.
    public func deleteCluster(_ name: String) async throws {
        try await delete("DeleteCluster", ["clusters", name])
    }

    static func updateID(_ answer: JSONValue) -> String { answer.at("update", "id")?.string ?? "" }

    private static func cluster(_ value: JSONValue) -> Cluster {
        let network = value["resourcesVpcConfig"] ?? .null
        return Cluster(
            name: value["name"]?.string ?? "", arn: value["arn"]?.string ?? "", status: value["status"]?.string ?? "",
            version: value["version"]?.string ?? "", endpoint: value["endpoint"]?.string,
            certificateAuthority: value.at("certificateAuthority", "data")?.string,
            roleARN: value["roleArn"]?.string ?? "", subnetIDs: network["subnetIds"]?.stringElements ?? [],
            vpcID: network["vpcId"]?.string, securityGroupID: network["clusterSecurityGroupId"]?.string,
            hasPrivateAccess: network["endpointPrivateAccess"]?.bool ?? false,
            hasPublicAccess: network["endpointPublicAccess"]?.bool ?? true,
            publicAccessCIDRs: network["publicAccessCidrs"]?.stringElements ?? [],
            authenticationMode: value.at("accessConfig", "authenticationMode")?.string,
            supportType: value.at("upgradePolicy", "supportType")?.string,
            createdAt: AWSTimestamp.parse(value["createdAt"]),
            issues: value.at("health", "issues").map(Self.issues) ?? [], tags: value["tags"]?.stringMembers ?? [:])
    }

    /// The issues of a health object as `code: message`.
    static func issues(_ value: JSONValue) -> [String] {
        (value.array ?? []).map { "\($0["code"]?.string ?? "issue"): \($0["message"]?.string ?? "")" }
    }
}
