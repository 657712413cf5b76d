// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct StatusAndOutputTests {
    private let cloud = FakeCloud()

    private func built() async -> FakeSetup {
        await cloud.put("vpc")
        await cloud.put("subnet")
        return FakeSetup(cloud: cloud)
    }

    @Test func outputOfNothingSaysWhatToType() async throws {
        let run = try await CommandRun.run(["output"], FakeSetup(cloud: cloud))
        #expect(run.status == 1)
        #expect(run.errors.contains("next: himat-fake apply"))
    }

    @Test func oneOutputByNameIsBare() async throws {
        let setup = await built()
        #expect(try await CommandRun.run(["output", "jupyter_url"], setup).output == "http://demo/subnet-2/lab\n")
        #expect(try await CommandRun.run(["output", "-r", "jupyter_url"], setup).output == "http://demo/subnet-2/lab")
        #expect(try await CommandRun.run(["output", "nodes", "-o", "json"], setup).output == "5\n")
    }

    @Test func anUnknownOutputListsTheKnownOnes() async throws {
        let run = try await CommandRun.run(["output", "jupiter_url"], await built())
        #expect(run.status == 64)
        #expect(run.errors.contains("outputs: certificate, password, nodes, jupyter_url"))
    }

    @Test func theListHidesWhatIsSensitive() async throws {
        for format in ["table", "json", "yaml"] {
            let run = try await CommandRun.run(["output", "-o", format], await built())
            #expect(!run.output.contains("hunter2"))
            #expect(run.output.contains("(sensitive)"))
        }
    }

    @Test func statusShowsDriftWithoutChangingAnything() async throws {
        await cloud.put("vpc", size: "other")
        await cloud.put("subnet", state: .pending("CREATING"))
        let run = try await CommandRun.run(["status"], FakeSetup(cloud: cloud))
        #expect(run.status == 0)
        #expect(
            run.output
                == """
                123456789012/eu-west-1/demo
                RESOURCE  ID        STATE              DRIFT
                vpc       vpc-1     ready              update: size
                subnet    subnet-2  pending: CREATING  wait
                Drift: Plan: 0 to create, 1 to change, 0 to destroy. 1 to wait for.

                """)
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func validateSaysSoOrEndsWithItsReason() async throws {
        let valid = try await CommandRun.run(["validate"], FakeSetup(cloud: cloud))
        #expect(valid.status == 0)
        #expect(valid.output == "123456789012/eu-west-1/demo: the configuration is valid\n")
        var broken = FakeSetup(cloud: cloud)
        broken.openError = HimatError(.usage, "himat.yaml:3:1: unknown key")
        #expect(try await CommandRun.run(["validate"], broken).status == 64)
        #expect(await cloud.looks.isEmpty)
    }
}
