// SPDX-License-Identifier: MIT
import Crypto
import HimatCore

/// What every resource of one cluster shares: who the cluster is, what its things are called and tagged, who carries the calls.
struct Site: Sendable {
    /// Account, region and name.
    let identity: ClusterIdentity
    /// `aws`, `aws-cn` or `aws-us-gov`.
    let partition: String
    /// The configuration's `tags`.
    let extraTags: [String: String]
    /// True for plan and apply: a thing that bears our name but not our tags stops the plan. False otherwise: it is not ours, so not seen.
    let refusesForeign: Bool
    let ec2: EC2
    let eks: EKS
    let iam: IAM

    init(
        identity: ClusterIdentity, partition: String, extraTags: [String: String], refusesForeign: Bool,
        aws: any AWSCalling
    ) {
        self.identity = identity
        self.partition = partition
        self.extraTags = extraTags
        self.refusesForeign = refusesForeign
        ec2 = EC2(aws)
        eks = EKS(aws)
        iam = IAM(aws)
    }

    /// The cluster's name.
    var name: String { identity.name }

    /// What a thing is called where people look: `<cluster>-<address>`.
    func displayName(_ address: Address) -> String {
        "\(name)-\(address.text.map { $0 == "." ? "-" : String($0) }.joined())"
    }

    /// A role's name; IAM is global, so it carries the region, and a hash where it would be longer than 64 characters.
    func roleName(_ role: String) -> String {
        let full = "himat-\(identity.region)-\(name)-\(role)"
        guard full.utf8.count > 64 else { return full }
        let suffix = "-\(Self.digest([full], length: 8))-\(role)"
        return String(full.prefix(64 - suffix.utf8.count)) + suffix
    }

    /// An ARN of a policy that AWS keeps.
    func managedPolicy(_ path: String) -> String { "arn:\(partition):iam::aws:policy/\(path)" }

    /// A token by which a service knows a repeated creation: the same for the same thing within one epoch.
    func clientToken(_ address: Address, _ details: String..., in context: OperationContext) -> String {
        let parts = [identity.account, identity.region, name, address.text, context.epoch] + details
        return "himat-" + Self.digest(parts, length: 40)
    }

    /// The first hexadecimal digits of the SHA-256 of the parts.
    static func digest(_ parts: [String], length: Int) -> String {
        let hash = SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8))
        let digits = hash.flatMap { byte in
            let text = String(byte, radix: 16)
            return Array(byte < 16 ? "0" + text : text)
        }
        return String(digits.prefix(length))
    }

    /// What to say of a thing that bears our name and not our tags.
    func foreign(_ what: String) -> HimatError {
        HimatError(
            .preflightRefused, "\(what) exists, but it is not tagged as a part of \(identity)",
            details: ["nothing without HiMAT's tags is changed or deleted, whatever it is called"],
            nextStep: "choose another cluster_name, or remove it yourself if it is of no use any more")
    }
}
