// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatEKS

@Suite struct PublicAccessTests {
    @Test(arguments: ["10.0.0.0/8", "10.1.2.3/32", "172.20.0.0/16", "192.168.7.0/24", "100.64.0.0/10"])
    func aTypedPrivateRangeIsRefusedBeforeEKSRefusesIt(_ text: String) throws {
        let range = try #require(CIDR(text))
        let error = try #require(throws: HimatError.self) { try PublicAccess.ranges(typed: [range], allowed: []) }
        #expect(error.code == .preflightRefused && error.message.contains(text))
    }

    @Test func privateRangesOfBalancersStayAwayFromTheAPIServer() throws {
        let allowed = ["10.0.0.0/8", "203.0.113.7/32", "203.0.113.7/32"]
        #expect(try PublicAccess.ranges(typed: nil, allowed: allowed) == ["203.0.113.7/32"])
    }

    @Test func onlyPrivateRangesNeedAWordAboutTheAPIServer() throws {
        let error = try #require(throws: HimatError.self) {
            try PublicAccess.ranges(typed: nil, allowed: ["192.168.0.0/16"])
        }
        #expect(error.nextStep?.contains("api_public_access_cidrs") == true)
    }

    @Test func everyoneIsTakenWhenTyped() throws {
        #expect(try PublicAccess.ranges(typed: [.anywhere], allowed: []) == ["0.0.0.0/0"])
    }
}
