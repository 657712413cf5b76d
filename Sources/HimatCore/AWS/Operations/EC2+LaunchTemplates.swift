// SPDX-License-Identifier: MIT
public import FoundationEssentials

extension EC2 {
    /// A launch template.
    public struct LaunchTemplate: Sendable {
        /// `lt-…`.
        public var id: String
        /// Its name, unique in account and region.
        public var name: String
        /// The newest version's number.
        public var latestVersion: Int
        /// When it was made.
        public var createdAt: Date?
        /// All tags.
        public var tags: [String: String]
    }

    /// What HiMAT asks of its nodes: everything else (image, subnet, security group, profile) is left to EKS.
    public struct LaunchTemplateContent: Sendable, Hashable {
        /// GiB of the encrypted gp3 root volume.
        public var rootVolumeSize: Int
        /// Tags of instance, volume and network interface.
        public var tags: [String: String]

        /// Describes the nodes.
        public init(rootVolumeSize: Int, tags: [String: String]) {
            self.rootVolumeSize = rootVolumeSize
            self.tags = tags
        }
    }

    /// The launch templates that match.
    public func describeLaunchTemplates(_ filters: [Filter]) async throws -> [LaunchTemplate] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeLaunchTemplates", parameters, list: "launchTemplates").map(Self.template)
    }

    /// Creates a launch template: IMDSv2 with one hop, encrypted root, tags for all that an instance brings along.
    public func createLaunchTemplate(
        name: String, content: LaunchTemplateContent, tags: [String: String], clientToken: String
    ) async throws -> LaunchTemplate {
        var parameters = QueryParameters.ec2(("LaunchTemplateName", name), ("ClientToken", clientToken))
        parameters.set(content: content)
        parameters.set(tags: tags, for: "launch-template")
        let answer = try await change("CreateLaunchTemplate", parameters, repeatability: .clientToken)
        return Self.template(answer["launchTemplate"] ?? answer)
    }

    /// Adds a version; returns its number.
    public func createLaunchTemplateVersion(_ id: String, content: LaunchTemplateContent, clientToken: String)
        async throws -> Int
    {
        var parameters = QueryParameters.ec2(("LaunchTemplateId", id), ("ClientToken", clientToken))
        parameters.set(content: content)
        let answer = try await change("CreateLaunchTemplateVersion", parameters, repeatability: .clientToken)
        return answer.text("launchTemplateVersion", "versionNumber").flatMap { Int($0) } ?? 0
    }

    /// Deletes a template with all its versions.
    public func deleteLaunchTemplate(_ id: String) async throws {
        try await change("DeleteLaunchTemplate", QueryParameters.ec2(("LaunchTemplateId", id)), repeatability: .safe)
    }

    private static func template(_ item: XMLElement) -> LaunchTemplate {
        LaunchTemplate(
            id: item.text("launchTemplateId") ?? "", name: item.text("launchTemplateName") ?? "",
            latestVersion: item.text("latestVersionNumber").flatMap { Int($0) } ?? 1,
            createdAt: AWSTimestamp.parse(item.text("createTime")), tags: item.tags)
    }
}

extension QueryParameters {
    /// Adds the content of a launch template version.
    fileprivate mutating func set(content: EC2.LaunchTemplateContent) {
        let prefix = "LaunchTemplateData"
        set("\(prefix).MetadataOptions.HttpTokens", "required")
        set("\(prefix).MetadataOptions.HttpPutResponseHopLimit", 1)
        set("\(prefix).BlockDeviceMapping.1.DeviceName", "/dev/xvda")
        set("\(prefix).BlockDeviceMapping.1.Ebs.VolumeSize", content.rootVolumeSize)
        set("\(prefix).BlockDeviceMapping.1.Ebs.VolumeType", "gp3")
        set("\(prefix).BlockDeviceMapping.1.Ebs.Encrypted", true)
        set("\(prefix).BlockDeviceMapping.1.Ebs.DeleteOnTermination", true)
        set("\(prefix).TagSpecification", each: ["instance", "volume", "network-interface"]) { kind, fields in
            fields.set("ResourceType", kind)
            fields.set("Tag", tags: content.tags)
        }
    }
}
