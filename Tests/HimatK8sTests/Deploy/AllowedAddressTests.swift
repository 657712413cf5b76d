// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// `allowed_cidrs: auto`: the caller's address, asked once and kept.
    @Suite struct AllowedAddressTests {
        private func automatic(_ service: String) -> [String: String] {
            ["HIMAT_ALLOWED_CIDRS": "auto", "HIMAT_ADDRESS_SERVICE": service]
        }

        @Test func noAnswerIsRefusedWithTheKeyToSetAndNothingIsMade() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("apply", "--yes", variables: automatic("http://127.0.0.1:1/"))
                #expect(outcome.status != 0)
                #expect(outcome.words.contains("allowed_cidrs: [203.0.113.7/32]"))
                #expect(try await user.sandbox.mutations() == [])
            }
        }

        @Test func theAddressIsAskedOnceAndKeptUntilItIsRefreshed() async throws {
            try await HTTPTestServer.running { server in
                try await Deployed.using { user in
                    func ranges() async throws -> JSONValue? {
                        try await user.live(.service, "jupyter")?.spec["loadBalancerSourceRanges"]
                    }
                    let here = automatic(server.url("/status/200?body=127.0.0.1", host: "127.0.0.1"))
                    let first = try await user.type("apply", "--yes", variables: here)
                    #expect(first.status == 0, "\(first.words)")
                    #expect(try await ranges() == ["127.0.0.1/32"])
                    let later = automatic(server.url("/status/200?body=203.0.113.9", host: "127.0.0.1"))
                    #expect(try await user.type("plan", "--detailed-exitcode", variables: later).status == 0)
                    let silent = automatic("http://127.0.0.1:1/")
                    #expect(try await user.type("plan", "--detailed-exitcode", variables: silent).status == 0)
                    let anew = try await user.type(
                        "plan", "--detailed-exitcode", "--refresh", "address", variables: later)
                    #expect(anew.status == 2)
                    #expect((anew.output + anew.words).contains("203.0.113.9/32"))
                }
            }
        }
    }
}
