// SPDX-License-Identifier: MIT
import HimatCore

/// What AWS offers in the region, asked at most once a command: what a plan showed is what its apply does.
struct Catalog: Sendable {
    /// Zones in which EKS makes no control plane.
    static let excludedZoneIDs: Set<String> = ["use1-az3", "usw1-az2", "cac1-az3"]
    /// How many types a spot group is given.
    private static let typeCount = 8

    let ec2: EC2
    let eks: EKS
    /// The answers so far.
    let answers: SharedReads

    func versions() async throws -> [EKS.ClusterVersion] {
        try await answers.once("eks.versions") { try await eks.describeClusterVersions() }
    }

    /// The newest version in standard support.
    func newestVersion() async throws -> String {
        guard let newest = try await versions().first(where: \.isStandard) else {
            throw HimatError(
                .preflightRefused, "EKS names no version in standard support",
                nextStep: "set cluster_version, e.g. cluster_version: \"1.36\"")
        }
        return newest.version
    }

    func allZones() async throws -> [EC2.Zone] {
        try await answers.once("ec2.zones") { try await ec2.describeAvailabilityZones() }
    }

    func offers(_ types: [String]) async throws -> [String: Set<String>] {
        let names = Set(types).sorted()
        return try await answers.once("ec2.offers.\(names.joined(separator: ","))") {
            try await ec2.describeInstanceTypeOfferings(names)
        }
    }

    /// The zones that EKS takes and that have all these types; all that EKS takes where the offers may not be asked.
    func zones(offering types: [String]) async throws -> [String] {
        async let listed = allZones()
        async let offered = offers(types)
        let open = try await listed.filter { !Self.excludedZoneIDs.contains($0.id) }.map(\.name)
        do {
            let found = try await offered
            return open.filter { zone in types.allSatisfy { found[zone]?.contains($0) ?? false } }
        } catch let error as HimatError where error.isAWSDenied {
            return open
        }
    }

    func describe(_ types: [String]) async throws -> [EC2.InstanceType] {
        let names = Set(types).sorted()
        return try await answers.once("ec2.types.\(names.joined(separator: ","))") {
            try await ec2.describeInstanceTypes(named: names)
        }
    }

    /// The type itself and others of the same vCPU, memory and processor, the nearest families first; itself alone where the types may not be asked.
    func types(like name: String) async throws -> [String] {
        do {
            return try await alike(name)
        } catch let error as HimatError where error.isAWSDenied {
            return [name]
        }
    }

    private func alike(_ name: String) async throws -> [String] {
        guard let model = try await describe([name]).first else { return [name] }
        let architecture = InstanceArchitecture(of: name).name
        let alike = try await answers.once("ec2.types-like.\(name)") {
            try await ec2.describeInstanceTypes([
                EC2.Filter("vcpu-info.default-vcpus", String(model.vcpus)),
                EC2.Filter("memory-info.size-in-mib", String(model.memory)),
                EC2.Filter("processor-info.supported-architecture", architecture),
                EC2.Filter("supported-usage-class", "spot"), EC2.Filter("bare-metal", "false"),
                EC2.Filter("current-generation", "true"),
            ])
        }
        let others = alike.filter { type in
            type.name != name && type.vcpus == model.vcpus && type.memory == model.memory && type.isSpot
                && !type.isBareMetal && !type.hasAccelerator && type.isBurstable == model.isBurstable
                && type.architectures.contains(architecture)
        }
        let near = others.map(\.name).sorted { left, right in
            let (a, b) = (Self.distance(left, name), Self.distance(right, name))
            return a == b ? left < right : a < b
        }
        return [name] + near.prefix(Self.typeCount - 1)
    }

    /// 0 for the same letters and generation (`m5` and `m5a`), 1 for the same letters, 2 for others.
    private static func distance(_ left: String, _ right: String) -> Int {
        func letters(_ name: String) -> Substring { name.prefix { $0.isLetter } }
        func generation(_ name: String) -> Substring { name.drop { $0.isLetter }.prefix { $0.isNumber } }
        guard letters(left) == letters(right) else { return 2 }
        return generation(left) == generation(right) ? 0 : 1
    }
}
