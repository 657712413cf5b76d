// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// AWS's published suite: the canonical request, the string to sign and the header of each case.
@Suite(.disabled(if: ProcessEnvironment.current()["HIMAT_TEST_OFFLINE"] == "1", "HIMAT_TEST_OFFLINE=1"))
struct SigV4SuiteTests {
    static let expectedCount = 34

    @Test func everyPublishedCaseIsSignedAsPublished() async throws {
        let folder = try await SigV4Suite.folder()
        let cases = try SigV4Suite.cases(in: folder)
        for one in cases { try check(one) }
        print("SigV4 suite: \(cases.count) cases, 0 skipped")
        #expect(cases.count == Self.expectedCount)
    }

    private func check(_ one: SigV4Suite.Case) throws {
        let signer = SigV4Signer(service: "service", region: "us-east-1")
        let signed = try signer.sign(one.request, with: one.credentials, at: SigV4Suite.date)
        let parts = try #require(URLParts(signed.url))
        let canonical = signer.canonicalRequest(signed.method, parts, signed.headers.fields, one.payloadHash)
        #expect(canonical.text == one.canonicalRequest, "\(one.name)")
        #expect(signer.stringToSign(canonical, SigningTime(SigV4Suite.date)) == one.stringToSign, "\(one.name)")
        #expect(signed.headers["Authorization"] == one.authorization, "\(one.name)")
    }
}
