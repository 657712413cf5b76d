// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Stage one: network, roles, control plane, nodes and the notebooks' volume.
struct EKSLayer: Layer {
    typealias Options = EKSOptions

    static let command = "himat-eks"
    static let name = "eks"
    static let refreshNames = [
        RefreshName("version", "the newest Kubernetes version in standard support"),
        RefreshName("addons", "the default versions of the add-ons"),
        RefreshName("nodes", "the Kubernetes version of the nodes, which are rolled"),
        RefreshName("instance-types", "the types like spot_instance_type"),
        RefreshName("address", "the caller's address for allowed_cidrs"),
    ]

    let loaded: LoadedConfig
    let request: LayerRequest
    let runtime: Runtime
    let site: Site
    let aws: AWSClient
    let sender: any HTTPSending
    let caller: STS.Caller?
    /// What was looked up for this command, kept for all its rounds.
    let answers = SharedReads()
    /// What becomes of the volume in a destroy.
    let retention: VolumeRetention

    var config: ClusterConfig { loaded.config }
    var cluster: ClusterIdentity { site.identity }
    var catalog: Catalog { Catalog(ec2: site.ec2, eks: site.eks, answers: answers) }
    /// Whether the command compares with the configuration, so that all decisions are needed.
    var needsDecisions: Bool { request.verb != .destroy && request.verb != .output }

    func facts(from state: Inputs, outputs: [Output]) -> ClusterFacts {
        var facts = ClusterFacts(state: config.hibernate ? "hibernated" : "ready")
        facts.version = state.known(Cluster.address, "version")
        facts.endpoint = state.known(Cluster.address, "endpoint")
        facts.createdAt = state.known(Cluster.address, "created_at").flatMap(Double.init)
            .map(Date.init(timeIntervalSince1970:))
        facts.stableNodes = state.known(NodeGroup.Kind.stable.address, "count").flatMap { Int($0) }
        facts.spotNodes = state.known(NodeGroup.Kind.spot.address, "count").flatMap { Int($0) }
        return facts
    }
}
