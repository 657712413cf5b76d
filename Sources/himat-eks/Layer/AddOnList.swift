// SPDX-License-Identifier: MIT
import HimatCore

/// The add-ons of a cluster and when each is made: before nodes what nodes need, after them what needs nodes.
enum AddOnList {
    static let beforeNodes = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]
    static let afterNodes = ["coredns", "aws-ebs-csi-driver"]
    static var names: [String] { beforeNodes + afterNodes }

    static func addOns(site: Site, versions: [String: String], isAsleep: Bool) -> [AddOn] {
        names.map { name in
            var addOn = AddOn(site: site, name: name, version: versions[name], isAsleep: isAsleep)
            if name == "vpc-cni" { addOn.configuration = ["enableNetworkPolicy": "true"] }
            if afterNodes.contains(name) { addOn.after = [NodeGroup.Kind.stable.address] }
            if name == "aws-ebs-csi-driver" { addOn.after.append(PodIdentity.address(.csi)) }
            return addOn
        }
    }
}
