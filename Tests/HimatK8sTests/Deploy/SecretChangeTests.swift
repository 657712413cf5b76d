// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    /// A notebook reads its token and password when it starts, so a changed Secret must start it anew, once.
    @Suite struct SecretChangeTests {
        private func podAnnotation(_ user: Deployed) async throws -> String? {
            let pod = try await user.live(.deployment, "jupyter")?.spec["template"]
            return pod?.at("metadata", "annotations", ObjectNames.secretVersion)?.string
        }

        @Test func anOwnTokenRestartsTheNotebookOnceAndStaysWhenItIsNoLongerSet() async throws {
            try await Deployed.using { user in
                #expect(try await user.apply().status == 0)
                #expect(try await podAnnotation(user) == nil)
                let own = ["HIMAT_JUPYTER_TOKEN": "my-very-own-token-1234"]
                let plan = try await user.type("plan", variables: own)
                #expect((plan.words + plan.output).contains("the notebook server restarts"))
                #expect(try await user.type("apply", "--yes", variables: own).status == 0)
                let version = try await podAnnotation(user)
                #expect(version != nil)
                for variables in [own, [:]] {
                    #expect(try await user.type("plan", "--detailed-exitcode", variables: variables).status == 0)
                }
                #expect(try await podAnnotation(user) == version)
            }
        }

        @Test func aPasswordsHashIsShownNowhereAndAnotherOneRestartsTheNotebook() async throws {
            try await Deployed.using { user in
                let first = ["jupyter_password_hash": "sha256:0f3a5c7e9b1d:" + String(repeating: "9c1b", count: 16)]
                let second = ["jupyter_password_hash": "sha256:0f3a5c7e9b1d:" + String(repeating: "aaaa", count: 16)]
                let applied = try await user.type("apply", "--yes", "--verbose", settings: first)
                #expect(applied.status == 0, "\(applied.words)")
                #expect(try await user.type("plan", "--detailed-exitcode", settings: first).status == 0)
                let plan = try await user.type("plan", "-o", "json", settings: second)
                let rendered = try await user.type("render", settings: second)
                #expect(plan.output.contains("data.password-hash"))
                for outcome in [applied, plan, rendered] {
                    #expect(!(outcome.output + outcome.words).contains("9c1b9c1b"))
                    #expect(!(outcome.output + outcome.words).contains("aaaaaaaa"))
                }
                #expect(try await user.type("apply", "--yes", settings: second).status == 0)
                #expect(try await podAnnotation(user) != nil)
                #expect(try await user.type("apply", "--yes").status == 0)
                let left = try await user.live(.secret, "jupyter-token")?.json["data"]?.object?.keys.sorted()
                #expect(left == ["token"])
                #expect(try await user.type("plan", "--detailed-exitcode").status == 0)
            }
        }
    }
}
