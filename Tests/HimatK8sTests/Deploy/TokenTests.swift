// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct TokenTests {
        private func token(_ user: Deployed) async throws -> String {
            let secret = try await user.live(.secret, "jupyter-token")
            let data = secret?.json.at("data", "token")?.string.flatMap { Data(base64Encoded: $0) }
            return String(decoding: try #require(data), as: UTF8.self)
        }

        @Test func theTokenIsMadeOnceAndShownNowhere() async throws {
            try await Deployed.using { user in
                let first = try await user.type("apply", "--yes", "--verbose")
                let token = try await token(user)
                let second = try await user.type("apply", "--yes", "--verbose")
                let plan = try await user.type("plan", "-o", "json")
                let status = try await user.type("status", "-o", "json")
                let urls = try await user.type("urls", "-o", "json")
                #expect(token.count == 48)
                #expect(try await self.token(user) == token)
                for outcome in [first, second, plan, status, urls] {
                    #expect(outcome.status == 0)
                    #expect(!(outcome.output + outcome.words).contains(token))
                }
                let encoded = Data(token.utf8).base64EncodedString()
                for name in try FileManager.default.contentsOfDirectory(atPath: user.folder.path) {
                    let file = try Data(contentsOf: URL(filePath: user.folder.file(name)))
                    #expect(
                        file.range(of: Data(token.utf8)) == nil && file.range(of: Data(encoded.utf8)) == nil, "\(name)")
                }
            }
        }

        @Test func anOwnTokenReplacesTheGeneratedOneAndThePlanHidesBoth() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let before = try await token(user)
                let own = ["HIMAT_JUPYTER_TOKEN": "my-very-own-token-1234"]
                let plan = try await user.type("plan", variables: own)
                let shown = plan.words + plan.output
                #expect(shown.contains("data.token"))
                #expect(shown.contains("(sensitive)"))
                #expect(!shown.contains(before) && !shown.contains("my-very-own-token-1234"))
                #expect(try await user.type("apply", "--yes", variables: own).status == 0)
                #expect(try await token(user) == "my-very-own-token-1234")
            }
        }

        @Test func aWeakOwnTokenIsRefused() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("plan", variables: ["HIMAT_JUPYTER_TOKEN": "short"])
                #expect(outcome.status == 64)
            }
        }

        @Test func linksWithTheTokenGoToATerminalOnly() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let refused = try await user.type("urls", "--with-token")
                #expect(refused.status == 64)
                #expect(refused.output == "")
                let shown = try await user.type("urls", "--with-token", terminal: Terminal(isOutputInteractive: true))
                #expect(shown.output.contains("/lab?token=\(try await token(user))\n"))
            }
        }

        @Test func linksBeforeAnApplyAreNotFound() async throws {
            try await Deployed.using { user in
                let outcome = try await user.type("urls")
                #expect(outcome.status == 1)
                #expect(outcome.words.contains("himat-k8s apply"))
            }
        }
    }
}
