// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DestroyCommandTests {
    private let cloud = FakeCloud()
    private let person = Terminal(isInputInteractive: true, isErrorInteractive: true)

    private func build() async {
        await cloud.put("vpc")
        await cloud.put("subnet")
    }

    @Test func whereNobodyCanAnswerAFlagIsAskedForByName() async throws {
        await build()
        let run = try await CommandRun.run(["destroy"], FakeSetup(cloud: cloud))
        #expect(run.status == 64)
        #expect(run.errors.contains("next: himat-fake destroy --yes"))
    }

    @Test func aPersonTypesTheClustersName() async throws {
        await build()
        let wrong = try await CommandRun.run(["destroy"], FakeSetup(cloud: cloud), terminal: person, answers: ["yes"])
        #expect(wrong.status == 64)
        #expect(await cloud.mutations.isEmpty)
        let right = try await CommandRun.run(["destroy"], FakeSetup(cloud: cloud), terminal: person, answers: ["demo"])
        #expect(right.status == 0)
        #expect(right.errors.contains("  - subnet (subnet-2)\n  - vpc (vpc-1)\n  - results in the workers' memory\n"))
        #expect(
            right.output
                == """
                deleted  subnet (subnet-2)
                deleted  vpc (vpc-1)
                123456789012/eu-west-1/demo: 2 deleted, 0 kept; a search found nothing else left.

                """)
    }

    @Test func yesIsNotEnoughWhereTheNameMustBeTyped() async throws {
        await build()
        var setup = FakeSetup(cloud: cloud)
        setup.needsTypedName = true
        let refused = try await CommandRun.run(["destroy", "--yes"], setup)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("next: himat-fake destroy --confirm demo"))
        let confirmed = try await CommandRun.run(["destroy", "--confirm", "demo"], setup)
        #expect(confirmed.status == 0)
    }

    @Test func aWrongNameIsRefused() async throws {
        await build()
        let run = try await CommandRun.run(["destroy", "--confirm", "prod"], FakeSetup(cloud: cloud))
        #expect(run.status == 64)
        #expect(run.errors.contains("--confirm says \"prod\", but the cluster is called \"demo\""))
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func whatIsLeftMakesItFailWithPriceAndCommand() async throws {
        await build()
        var setup = FakeSetup(cloud: cloud)
        setup.leftovers = [
            Leftover(kind: "load balancer", id: "a1b2", hourlyPrice: 0.028, command: "aws elb delete-load-balancer …")
        ]
        let run = try await CommandRun.run(["destroy", "--yes"], setup)
        #expect(run.status == 1)
        #expect(run.errors.contains("load balancer a1b2, $0.028 per hour: aws elb delete-load-balancer …"))
        #expect(run.output.isEmpty)
    }

    @Test func nothingThereIsProvedWithoutAQuestion() async throws {
        let run = try await CommandRun.run(["destroy", "--yes", "-o", "json"], FakeSetup(cloud: cloud))
        #expect(run.status == 0)
        #expect(try JSONValue.parse(run.output).at("deleted")?.array?.isEmpty == true)
        #expect(await cloud.mutations.isEmpty)
    }

    @Test func aFailureKeepsTheRestAndSaysHowToGoOn() async throws {
        await build()
        await cloud.configure { $0.failures["delete subnet-2"] = [HimatError(.denied, "not allowed")] }
        let run = try await CommandRun.run(["destroy", "--yes"], FakeSetup(cloud: cloud))
        #expect(run.status == 1)
        #expect(run.errors.contains("next: himat-fake destroy goes on where this stopped"))
        #expect(await cloud.ids(of: "vpc") == ["vpc-1"])
    }
}
