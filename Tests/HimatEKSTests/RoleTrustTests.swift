// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatEKS

@Suite struct RoleTrustTests {
    @Test(arguments: [
        ("aws", "ec2.amazonaws.com"), ("aws-us-gov", "ec2.amazonaws.com"), ("aws-cn", "ec2.amazonaws.com.cn"),
    ])
    func nodesAreTrustedUnderThePartitionsName(_ partition: String, _ service: String) {
        let trust = Role.Kind.node.trust(partition: partition)
        #expect(trust["Statement"]?[0]?.at("Principal", "Service")?.string == service)
    }

    @Test(arguments: [Role.Kind.cluster, .csi, .pod])
    func otherServicesAreCalledTheSameEverywhere(_ kind: Role.Kind) {
        #expect(kind.trust(partition: "aws-cn") == kind.trust(partition: "aws"))
    }

    @Test(arguments: [
        ("m5.large", true), ("t3.micro", true), ("g5.xlarge", false), ("trn1.2xlarge", false), ("dl1.24xlarge", false),
    ])
    func onlyStandardFamiliesAreHeldAgainstTheStandardQuota(_ type: String, _ isStandard: Bool) {
        #expect(Preflight.isStandard(type) == isStandard)
    }
}
