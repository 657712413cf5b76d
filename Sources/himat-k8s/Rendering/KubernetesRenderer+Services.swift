// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesRenderer {
    /// What makes a workload's ports reachable by name or from outside; nil when its peers connect to its pods directly.
    func service(_ workload: Workload) -> KubernetesObject? {
        let ports = workload.ports.filter { !$0.isDynamic }
        guard !ports.isEmpty else { return nil }
        var spec: JSONValue = ["selector": selector(workload.name)]
        var isPublic = false
        spec["ports"] = .array(
            ports.map { port in
                var outside = port.number
                if case .users(let number) = port.reach { (outside, isPublic) = (number, true) }
                return [
                    "name": .string(port.name), "port": .int(outside), "protocol": "TCP",
                    "targetPort": .int(port.number),
                ]
            })
        isPublic = isPublic && config.exposure == .loadBalancer
        spec["type"] = isPublic ? "LoadBalancer" : "ClusterIP"
        if isPublic {
            spec["loadBalancerSourceRanges"] = decisions.sourceRanges.json { ranges in
                .array((ranges.map(\.description) + config.allowedIPv6.map(\.description)).map { .string($0) })
            }
            for (key, value) in families { spec[key] = value }
        }
        return object(
            .service, workload.name, workload: workload.name, annotations: isPublic ? balancer : [:], ["spec": spec])
    }

    /// The kinds of addresses the balancer has. Nodes filter each kind by the ranges of that kind alone, and let everybody
    /// in by a kind that has none: so there is no address of a kind without ranges.
    private var families: [String: JSONValue] {
        if config.allowedIPv6.isEmpty { return ["ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv4"]] }
        if config.allowedCIDRs?.isEmpty == true { return ["ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv6"]] }
        return ["ipFamilyPolicy": "RequireDualStack", "ipFamilies": ["IPv4", "IPv6"]]
    }

    /// What the balancer that Kubernetes makes on AWS is told: websockets may be silent for an hour, traffic enters by the
    /// machines that stay, the balancer carries the cluster's tags.
    private var balancer: [String: String] {
        var annotations: [String: String] = [:]
        if decisions.areSourceRangesLookedUp { annotations[ObjectNames.allowedAddresses] = "auto" }
        guard decisions.isEKS else { return annotations }
        let prefix = "service.beta.kubernetes.io/aws-load-balancer-"
        var tags = config.tags
        tags[TagKey.cluster] = cluster.name
        tags[TagKey.region] = cluster.region
        tags[TagKey.layer] = KubernetesLayer.name
        annotations[prefix + "connection-idle-timeout"] = "3600"
        annotations[prefix + "target-node-labels"] = "kind=\(Workload.Placement.stable.rawValue)"
        annotations[prefix + "additional-resource-tags"] =
            tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        if let certificate = config.tlsCertificateARN {
            annotations[ObjectNames.certificate] = certificate
            annotations[prefix + "ssl-ports"] = String(config.balancerPort)
            // TLS ends at the balancer and what is inside goes on byte by byte: its http mode cuts websockets.
            annotations[prefix + "backend-protocol"] = "tcp"
            annotations[prefix + "ssl-negotiation-policy"] = Self.negotiationPolicy
        }
        return annotations
    }

    /// TLS 1.2 alone, the strictest of the policies that a Classic balancer has
    /// ([list](https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html)).
    private static let negotiationPolicy = "ELBSecurityPolicy-TLS-1-2-2017-01"
}
