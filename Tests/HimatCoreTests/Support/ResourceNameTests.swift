// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct ResourceNameTests {
    @Test func aRoleIsNamedAfterRegionAndCluster() {
        #expect(ResourceName.role(region: "us-west-2", cluster: "snow", role: "node") == "himat-us-west-2-snow-node")
    }

    @Test func aLongRoleIsShortenedAndStaysUnique() {
        let cluster = String(repeating: "a", count: 40)
        let names = ["cluster", "node", "ebs-csi", "workload-pods"].map {
            ResourceName.role(region: "ap-southeast-2", cluster: cluster, role: $0)
        }
        #expect(names.allSatisfy { $0.utf8.count <= 64 })
        #expect(Set(names).count == 4)
        #expect(names[2] == "himat-ap-southeast-2-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-6a97c2b0")
        #expect(ResourceName.role(region: "ap-southeast-2", cluster: cluster, role: "ebs-csi") == names[2])
    }

    @Test(arguments: ["", "-", "-a", "a-", "A", "a.b", "a_b", "ä", "a b", "a\n", String(repeating: "a", count: 64)])
    func aTextThatIsNoLabelIsRefused(_ text: String) { #expect(!ResourceName.isDNSLabel(text)) }

    @Test(arguments: ["a", "1", "a-b", "a--b", "0-9", String(repeating: "a", count: 63)])
    func aLabelIsOne(_ text: String) { #expect(ResourceName.isDNSLabel(text)) }

    @Test func aClusterNameHasAtMostFortyCharacters() {
        #expect(ResourceName.isClusterName(String(repeating: "a", count: 40)))
        #expect(!ResourceName.isClusterName(String(repeating: "a", count: 41)))
    }
}
