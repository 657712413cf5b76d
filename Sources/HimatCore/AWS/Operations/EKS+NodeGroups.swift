// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatSupport

extension EKS {
    /// A managed node group as EKS describes it.
    public struct NodeGroup: Sendable {
        /// Its name.
        public var name: String
        /// Its ARN.
        public var arn: String
        /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `CREATE_FAILED`, `DELETE_FAILED`, `DEGRADED`.
        public var status: String
        /// The nodes' Kubernetes version.
        public var version: String
        /// `ON_DEMAND` or `SPOT`.
        public var capacityType: String
        /// The image family.
        public var amiType: String
        /// The types it may use.
        public var instanceTypes: [String]
        /// Where nodes may be.
        public var subnetIDs: [String]
        /// The nodes' role.
        public var roleARN: String
        /// How many nodes.
        public var scaling: NodeGroupScaling
        /// The nodes' labels.
        public var labels: [String: String]
        /// The launch template's id.
        public var launchTemplateID: String?
        /// The launch template's version.
        public var launchTemplateVersion: String?
        /// The Auto Scaling group behind it.
        public var autoScalingGroup: String?
        /// When it was made.
        public var createdAt: Date?
        /// What EKS says is wrong with it.
        public var issues: [String]
        /// All tags.
        public var tags: [String: String]
    }

    /// The sizes of a node group; the API's least maximum is 1.
    public struct NodeGroupScaling: Sendable, Hashable {
        /// The least number of nodes.
        public var min: Int
        /// The wanted number.
        public var desired: Int
        /// The most.
        public var max: Int

        /// Exactly `count` nodes, and none when it is 0.
        public init(count: Int) {
            min = count
            desired = count
            max = Swift.max(count, 1)
        }

        /// Three numbers as the service has them.
        public init(min: Int, desired: Int, max: Int) {
            self.min = min
            self.desired = desired
            self.max = max
        }

        var json: JSONValue { ["minSize": .int(min), "desiredSize": .int(desired), "maxSize": .int(max)] }
    }

    /// What a new node group is to be.
    public struct NodeGroupRequest: Sendable {
        /// Its name.
        public var name: String
        /// `ON_DEMAND` or `SPOT`.
        public var capacityType: String
        /// The image family.
        public var amiType: String
        /// The types it may use.
        public var instanceTypes: [String]
        /// Where nodes may be.
        public var subnetIDs: [String]
        /// The nodes' role.
        public var roleARN: String
        /// How many nodes.
        public var scaling: NodeGroupScaling
        /// The nodes' labels.
        public var labels: [String: String]
        /// The launch template's id.
        public var launchTemplateID: String
        /// The launch template's version.
        public var launchTemplateVersion: String
        /// Tags of the group itself.
        public var tags: [String: String]

        /// Describes a node group.
        public init(
            name: String, capacityType: String, amiType: String, instanceTypes: [String], subnetIDs: [String],
            roleARN: String, scaling: NodeGroupScaling, labels: [String: String], launchTemplateID: String,
            launchTemplateVersion: String, tags: [String: String]
        ) {
            self.name = name
            self.capacityType = capacityType
            self.amiType = amiType
            self.instanceTypes = instanceTypes
            self.subnetIDs = subnetIDs
            self.roleARN = roleARN
            self.scaling = scaling
            self.labels = labels
            self.launchTemplateID = launchTemplateID
            self.launchTemplateVersion = launchTemplateVersion
            self.tags = tags
        }
    }

    /// The names of a cluster's node groups; none when there is no such cluster.
    public func listNodeGroups(cluster: String) async throws -> [String] {
        try await nilIfNotFound {
            try await pages("ListNodegroups", ["clusters", cluster, "node-groups"], key: "nodegroups").compactMap(
                \.string)
        } ?? []
    }

    /// The node group of that name, or nil.
    public func describeNodeGroup(_ name: String, cluster: String) async throws -> NodeGroup? {
        try await nilIfNotFound {
            let answer = try await get("DescribeNodegroup", ["clusters", cluster, "node-groups", name])
            return Self.nodeGroup(answer["nodegroup"] ?? .null)
        }
    }

    /// Starts the creation of a node group.
    public func createNodeGroup(_ request: NodeGroupRequest, cluster: String, clientToken: String) async throws
        -> NodeGroup
    {
        let body: JSONValue = [
            "nodegroupName": .string(request.name), "capacityType": .string(request.capacityType),
            "amiType": .string(request.amiType), "instanceTypes": .strings(request.instanceTypes),
            "subnets": .strings(request.subnetIDs), "nodeRole": .string(request.roleARN),
            "scalingConfig": request.scaling.json, "labels": .strings(request.labels),
            "launchTemplate": [
                "id": .string(request.launchTemplateID), "version": .string(request.launchTemplateVersion),
            ],
            "tags": .strings(request.tags), "clientRequestToken": .string(clientToken),
        ]
        let answer = try await post("CreateNodegroup", ["clusters", cluster, "node-groups"], body)
        return Self.nodeGroup(answer["nodegroup"] ?? .null)
    }

    /// Starts a change of size, all three numbers in one call, and of labels to add or overwrite.
    @discardableResult
    public func updateNodeGroupConfig(
        _ name: String, cluster: String, scaling: NodeGroupScaling?, labels: [String: String]?, clientToken: String
    ) async throws -> String {
        var body: JSONValue = ["clientRequestToken": .string(clientToken)]
        if let scaling { body["scalingConfig"] = scaling.json }
        if let labels { body["labels"] = ["addOrUpdateLabels": .strings(labels)] }
        let path = ["clusters", cluster, "node-groups", name, "update-config"]
        return Self.updateID(try await post("UpdateNodegroupConfig", path, body))
    }

    /// Starts rolling the nodes to another launch template version or Kubernetes version.
    @discardableResult
    public func updateNodeGroupVersion(
        _ name: String, cluster: String, version: String?, launchTemplate: (id: String, version: String)?,
        clientToken: String
    ) async throws -> String {
        var body: JSONValue = ["clientRequestToken": .string(clientToken)]
        if let version { body["version"] = .string(version) }
        if let launchTemplate {
            body["launchTemplate"] = ["id": .string(launchTemplate.id), "version": .string(launchTemplate.version)]
        }
        let path = ["clusters", cluster, "node-groups", name, "update-version"]
        return Self.updateID(try await post("UpdateNodegroupVersion", path, body))
    }

    /// Starts the deletion of a node group; EKS drains the nodes and goes on despite disruption budgets.
    public func deleteNodeGroup(_ name: String, cluster: String) async throws {
        try await delete("DeleteNodegroup", ["clusters", cluster, "node-groups", name])
    }

    private static func nodeGroup(_ value: JSONValue) -> NodeGroup {
        NodeGroup(
            name: value["nodegroupName"]?.string ?? "", arn: value["nodegroupArn"]?.string ?? "",
            status: value["status"]?.string ?? "", version: value["version"]?.string ?? "",
            capacityType: value["capacityType"]?.string ?? "", amiType: value["amiType"]?.string ?? "",
            instanceTypes: value["instanceTypes"]?.stringElements ?? [],
            subnetIDs: value["subnets"]?.stringElements ?? [], roleARN: value["nodeRole"]?.string ?? "",
            scaling: NodeGroupScaling(
                min: value.at("scalingConfig", "minSize")?.int ?? 0,
                desired: value.at("scalingConfig", "desiredSize")?.int ?? 0,
                max: value.at("scalingConfig", "maxSize")?.int ?? 0),
            labels: value["labels"]?.stringMembers ?? [:],
            launchTemplateID: value.at("launchTemplate", "id")?.string,
            launchTemplateVersion: value.at("launchTemplate", "version")?.string,
            autoScalingGroup: value.at("resources", "autoScalingGroups")?[0]?["name"]?.string,
            createdAt: AWSTimestamp.parse(value["createdAt"]),
            issues: value.at("health", "issues").map(Self.issues) ?? [], tags: value["tags"]?.stringMembers ?? [:])
    }
}
