// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// A tag in AWS's own registry, to which no test leads: what is asked on the way there, and that a plan does without.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct ImageTagTests {
    private let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/image:1"

    /// A desk whose way out of the machine is a proxy that is not there.
    private func desk() async throws -> Desk {
        let nowhere = "http://127.0.0.1:\(try FreePort.find())"
        let desk = try await Desk.make(Desk.config + "worker_image: \(image)\n")
        try await desk.succeed(.eks, "apply", "--yes")
        return desk.with(["HIMAT_PIN_DIGEST": nil, "HTTPS_PROXY": nowhere, "NO_PROXY": "127.0.0.1,localhost"])
    }

    @Test func whoeverMayNotAskForThePasswordGetsAPlanWithAWarningThatNamesTheRight() async throws {
        let desk = try await desk()
        try await desk.rule([
            "match": ["action": "GetAuthorizationToken"], "effect": "fail", "status": 400,
            "code": "AccessDeniedException", "message": "not for you",
        ])
        let plan = try await desk.succeed(.k8s, "plan")
        #expect(plan.errors.contains("worker_image is a tag whose digest is not known: "), "\(plan.errors)")
        #expect(plan.errors.contains("ecr:GetAuthorizationToken"), "\(plan.errors)")
        #expect(plan.output.contains("\(image)\n"))
    }

    @Test func thePasswordIsAskedOnceAndInTheRegistrysRegion() async throws {
        let desk = try await desk()
        let mark = try await desk.mark()
        let applied = try await desk.succeed(.k8s, "apply", "--yes")
        let asked = try await desk.calls(since: mark).filter { $0.service == "ecr" }
        #expect(asked.map(\.description) == ["ecr:GetAuthorizationToken"])
        #expect(asked.map(\.region) == ["eu-west-1"])
        #expect(applied.errors.contains("himat-image use \(image)"), "\(applied.errors)")
        // It runs, so nobody is asked again.
        let second = try await desk.mark()
        try await desk.succeed(.k8s, "apply", "--yes")
        #expect(try await desk.calls(since: second).filter { $0.service == "ecr" }.isEmpty)
        #expect(try await desk.changes(since: second) == [])
    }
}
