// SPDX-License-Identifier: MIT
import HimatCore

/// Stage one as AWS tells of it.
struct EKSStageOne: StageOne {
    let cluster: ClusterIdentity
    let aws: any AWSCalling

    func home() async throws -> HomeVolume? {
        let found = try await EC2(aws).describeVolumes([
            .tag(TagKey.cluster, cluster.name), .tag(TagKey.region, cluster.region), .tag(TagKey.address, "volume"),
        ])
        let usable = found.filter { ["available", "in-use", "creating"].contains($0.state) }
        let chosen = usable.first { !$0.attachedTo.isEmpty } ?? usable.min { $0.id < $1.id }
        return chosen.map { HomeVolume(id: $0.id, zone: $0.zone, gibibytes: $0.size) }
    }

    func enforcesNetworkPolicies() async throws -> Bool? {
        guard let addOn = try await EKS(aws).describeAddOn("vpc-cni", cluster: cluster.name) else { return nil }
        let settings = addOn.configuration.flatMap { try? JSONValue.parse($0) }
        return settings?["enableNetworkPolicy"]?.string == "true" || settings?["enableNetworkPolicy"]?.bool == true
    }
}
