// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ProcessStatusTests {
    private static let special: [HimatError.Code: ProcessStatus] = [
        .usage: .usage, .preflightRefused: .refused, .timedOut: .timedOut, .interrupted: .interrupted,
    ]

    private static let codes: [HimatError.Code] = [
        .usage, .preflightRefused, .timedOut, .interrupted, .locked, .credentials, .denied, .notFound, .conflict,
        .throttled, .network, .tls, .service, .malformed, .storage, .incomplete, .leftover, .internalFault,
    ]

    @Test(arguments: codes) func everyCodeHasItsStatus(code: HimatError.Code) {
        #expect(ProcessStatus(for: HimatError(code, "x")) == Self.special[code] ?? .failed)
    }

    @Test func anIncompleteRunThatOnlyTimedOutEndsWithThree() {
        #expect(ProcessStatus(for: HimatError(.incomplete, "x", cause: HimatError(.timedOut, "y"))) == .timedOut)
        #expect(ProcessStatus(for: HimatError(.incomplete, "x", cause: HimatError(.denied, "y"))) == .failed)
    }

    @Test(arguments: [
        "plam", "plan --colour", "plan --parallelism 0", "plan --timeout soon", "plan --set nothing", "plan -v -q",
        "output --raw", "plan -o xml", "destroy --confirm",
    ]) func argumentsThatCannotBeReadEndWith64(line: String) async throws {
        let run = try await CommandRun.run(line.split(separator: " ").map(String.init), FakeSetup(cloud: FakeCloud()))
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: "))
    }

    @Test(arguments: ["", "--help", "--version", "plan --help", "help apply"]) func helpIsDataAndNoFailure(line: String)
        async throws
    {
        let run = try await CommandRun.run(line.split(separator: " ").map(String.init), FakeSetup(cloud: FakeCloud()))
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
        #expect(run.errors.isEmpty)
    }

    @Test func anErrorIsAJSONDocumentWhereJSONIsAskedFor() async throws {
        var setup = FakeSetup(cloud: FakeCloud())
        setup.openError = HimatError(
            .denied, "vpc: not allowed", details: ["request id r-1"],
            cause: HimatError(.service, "UnauthorizedOperation"),
            nextStep: "ask for ec2:CreateVpc")
        let run = try await CommandRun.run(["plan", "-o", "json"], setup)
        let error = try #require(try JSONValue.parse(run.errors)["error"])
        #expect(error["code"]?.string == "denied")
        #expect(error["causes"] == ["UnauthorizedOperation"])
        #expect(error["details"] == ["request id r-1"])
        #expect(error["next_step"]?.string == "ask for ec2:CreateVpc")
        #expect(error["exit_status"]?.int == 1)
    }

    @Test func anErrorOfUsageIsAJSONDocumentToo() async throws {
        let run = try await CommandRun.run(["plan", "-o", "json", "--colour"], FakeSetup(cloud: FakeCloud()))
        #expect(try JSONValue.parse(run.errors).at("error", "exit_status")?.int == 64)
    }
}
