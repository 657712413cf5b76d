// SPDX-License-Identifier: MIT

extension EC2 {
    /// A virtual machine.
    public struct Instance: Sendable {
        /// `i-…`.
        public var id: String
        /// Its type, e.g. `m5.xlarge`.
        public var type: String
        /// `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`.
        public var state: String
        /// Its zone's name.
        public var zone: String
        /// Its virtual CPUs; nil when EC2 does not say.
        public var vcpus: Int?
        /// Whether it was bought on the spot market.
        public var isSpot: Bool
        /// All tags.
        public var tags: [String: String]
    }

    /// The instances that match, terminated ones included for as long as EC2 shows them.
    public func describeInstances(_ filters: [Filter]) async throws -> [Instance] {
        var parameters = QueryParameters.ec2()
        parameters.set(filters: filters)
        return try await pages("DescribeInstances", parameters, list: "reservationSet").flatMap { reservation in
            reservation.list("instancesSet").map { item in
                Instance(
                    id: item.text("instanceId") ?? "", type: item.text("instanceType") ?? "",
                    state: item.text("instanceState", "name") ?? "",
                    zone: item.text("placement", "availabilityZone") ?? "", vcpus: Self.vcpus(item),
                    isSpot: item.text("instanceLifecycle") == "spot", tags: item.tags)
            }
        }
    }

    private static func vcpus(_ item: XMLElement) -> Int? {
        guard let cores = item.text("cpuOptions", "coreCount").flatMap({ Int($0) }),
            let threads = item.text("cpuOptions", "threadsPerCore").flatMap({ Int($0) })
        else { return nil }
        return cores * threads
    }
}
