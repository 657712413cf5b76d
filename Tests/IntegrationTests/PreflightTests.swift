// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// What cannot run is refused before the first change, with what can.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct PreflightTests {
    @Test(arguments: [["validate"], ["plan"], ["apply", "--yes"]])
    func theSettingsOf2018AreRefusedWithWhatRunsToday(arguments: [String]) async throws {
        let tfvars = try String(contentsOfFile: PackageFolder.path("Examples/demo/terraform.tfvars"), encoding: .utf8)
        let desk = try await Desk.make(tfvars, file: "terraform.tfvars")
        let result = try await desk.start(.eks, arguments).wait()
        #expect(result.status == 4, "\(result.errors)")
        for word in ["1.10", "1.36", "1.35", "1.34"] { #expect(result.errors.contains(word), "\(word)") }
        let words = result.output + result.errors
        #expect(words.contains("jonahjoughin/pangeo-himat"), "the image of 2018 is not mentioned")
        #expect(words.contains("100"), "the workers that do not fit are not mentioned")
        #expect(try await desk.changes(since: 0) == [])
    }

    @Test func aPriceBelowTheMarketIsRefusedWithPrices() async throws {
        let desk = try await Desk.make(Desk.config + "spot_price: 0.001\n")
        let result = try await desk.run(.eks, "apply", "--yes")
        #expect(result.status == 4)
        #expect(result.errors.contains("spot_price") && result.errors.contains("0.0"))
        #expect(try await desk.changes(since: 0) == [])
    }

    @Test func detailedExitCodesTellChangesFromNone() async throws {
        let desk = try await Desk.make()
        #expect(try await desk.run(.eks, "plan").status == 0)
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 2)
        try await desk.succeed(.eks, "apply", "--yes")
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode").status == 0)
        #expect(try await desk.run(.eks, "plan", "--detailed-exitcode", "--set", "spot_node_count=3").status == 2)
    }

    @Test func stageTwoWithoutStageOneSaysWhatToRun() async throws {
        let desk = try await Desk.make()
        let result = try await desk.run(.k8s, "apply", "--yes")
        #expect([1, 4].contains(result.status), "\(result.errors)")
        #expect(result.errors.contains("next: himat-eks apply"))
    }

    @Test func aHibernatedClusterIsNotWaitedFor() async throws {
        let desk = try await Desk.make(Desk.config + "hibernate: true\n")
        try await desk.succeed(.eks, "apply", "--yes")
        let result = try await desk.run(.k8s, "apply", "--yes", "--timeout", "30s")
        #expect([1, 4].contains(result.status), "\(result.errors)")
        #expect(result.errors.contains("hibernate"), "\(result.errors)")
    }
}
