// SPDX-License-Identifier: MIT
public import FoundationEssentials

extension EC2 {
    /// A zone of the region.
    public struct Zone: Sendable {
        /// The account's own name for it, e.g. `us-west-2a`.
        public var name: String
        /// The id that is the same for all accounts, e.g. `usw2-az1`.
        public var id: String
    }

    /// What an instance type is.
    public struct InstanceType: Sendable, Hashable {
        /// Its name, e.g. `m5.xlarge`.
        public var name: String
        /// Virtual CPUs.
        public var vcpus: Int
        /// MiB of memory.
        public var memory: Int
        /// `x86_64`, `arm64` …
        public var architectures: [String]
        /// Whether it is of the present generation.
        public var isCurrent: Bool
        /// Whether it runs on bare metal.
        public var isBareMetal: Bool
        /// Whether it has accelerators (GPU, FPGA, inference).
        public var hasAccelerator: Bool
        /// Whether it slows down when its credits are spent (t3 …).
        public var isBurstable: Bool
        /// Whether it may be bought on the spot market.
        public var isSpot: Bool
    }

    /// The zones that are open to the account (local and wavelength zones excluded).
    public func describeAvailabilityZones() async throws -> [Zone] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: [Filter("state", "available"), Filter("zone-type", "availability-zone")])
        let answer = try await aws.query(.ec2, "DescribeAvailabilityZones", parameters.pairs, repeatability: .safe)
        return answer.list("availabilityZoneInfo").map {
            Zone(name: $0.text("zoneName") ?? "", id: $0.text("zoneId") ?? "")
        }.sorted { $0.name < $1.name }
    }

    /// The types of those names; an unknown name is refused with `InvalidInstanceType`.
    public func describeInstanceTypes(named names: [String]) async throws -> [InstanceType] {
        var parameters = QueryParameters.ec2()
        parameters.set("InstanceType", list: names)
        return try await pages("DescribeInstanceTypes", parameters, list: "instanceTypeSet").map(Self.instanceType)
    }

    /// The types that match.
    public func describeInstanceTypes(_ filters: [Filter]) async throws -> [InstanceType] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeInstanceTypes", parameters, list: "instanceTypeSet").map(Self.instanceType)
    }

    /// In which zones each of these types is offered: zone name to types.
    public func describeInstanceTypeOfferings(_ types: [String]) async throws -> [String: Set<String>] {
        var parameters = QueryParameters.ec2(("LocationType", "availability-zone"))
        parameters.set(filters: [Filter("instance-type", anyOf: types)])
        var offers: [String: Set<String>] = [:]
        for item in try await pages("DescribeInstanceTypeOfferings", parameters, list: "instanceTypeOfferingSet") {
            guard let zone = item.text("location"), let type = item.text("instanceType") else { continue }
            offers[zone, default: []].insert(type)
        }
        return offers
    }

    /// Today's spot price in US dollars an hour: type to zone to price.
    public func describeSpotPrices(_ types: [String], at moment: Date) async throws -> [String: [String: Double]] {
        var parameters = QueryParameters.ec2(
            ("StartTime", AWSTimestamp.text(moment)), ("ProductDescription.1", "Linux/UNIX"))
        parameters.set("InstanceType", list: types)
        var prices: [String: [String: Double]] = [:]
        for item in try await pages("DescribeSpotPriceHistory", parameters, list: "spotPriceHistorySet") {
            guard let type = item.text("instanceType"), let zone = item.text("availabilityZone"),
                let price = item.text("spotPrice").flatMap({ Double($0) })
            else { continue }
            if prices[type]?[zone] == nil { prices[type, default: [:]][zone] = price }
        }
        return prices
    }

    private static func instanceType(_ item: XMLElement) -> InstanceType {
        let accelerators = ["gpuInfo", "fpgaInfo", "inferenceAcceleratorInfo", "neuronInfo"]
        return InstanceType(
            name: item.text("instanceType") ?? "",
            vcpus: item.text("vCpuInfo", "defaultVCpus").flatMap { Int($0) } ?? 0,
            memory: item.text("memoryInfo", "sizeInMiB").flatMap { Int($0) } ?? 0,
            architectures: item["processorInfo"]?.list("supportedArchitectures").map(\.text) ?? [],
            isCurrent: item.text("currentGeneration") == "true", isBareMetal: item.text("bareMetal") == "true",
            hasAccelerator: accelerators.contains { !(item[$0]?.children.isEmpty ?? true) },
            isBurstable: item.text("burstablePerformanceSupported") == "true",
            isSpot: item.list("supportedUsageClasses").contains { $0.text == "spot" })
    }
}
