// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatEKS

@Suite struct ClusterUpdateTests {
    @Test(arguments: [
        ("Cluster is already at the desired configuration with endpointPrivateAccess: true", true),
        ("No changes needed for the labels and scaling config provided", true),
        ("The following CIDRs are invalid in publicAccessCidrs: [10.0.0.0/8]", false),
    ])
    func whatAnInterruptedRunBroughtAboutIsNoFailure(_ message: String, _ isDone: Bool) {
        let refusal = AWSError(
            service: "eks", action: "UpdateClusterConfig", status: 400, code: "InvalidParameterException",
            message: message, requestID: nil)
        #expect(ClusterUpdate.isDoneAlready(HimatError(.service, "refused", cause: refusal)) == isDone)
    }
}
