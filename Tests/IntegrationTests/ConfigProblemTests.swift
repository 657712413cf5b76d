// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// A bad configuration ends with 64 at the place of its fault, and nobody is asked anything.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct ConfigProblemTests {
    struct Problem: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let place: String
        let words: [String]
        var file = "himat.yaml"
        var testDescription: String { name }
    }

    static let problems = [
        Problem(
            name: "an unknown key", text: "cluster_name: demo\nspot_node_cuont: 3\n", place: "himat.yaml:2:1",
            words: ["spot_node_cuont", "spot_node_count"]),
        Problem(
            name: "a wrong type", text: "cluster_name: demo\nspot_node_count: many\n", place: "himat.yaml:2:18",
            words: ["spot_node_count", "many"]),
        Problem(
            name: "out of range", text: "cluster_name: demo\nspot_node_count: -1\n", place: "himat.yaml:2:18",
            words: ["spot_node_count"]),
        Problem(
            name: "a bad name", text: "cluster_name: Demo_1\n", place: "himat.yaml:1:15", words: ["Demo_1"]),
        Problem(
            name: "a bad range of addresses", text: "cluster_name: demo\nallowed_cidrs: [10.0.0.0/33]\n",
            place: "himat.yaml:2:17", words: ["10.0.0.0/33"]),
        Problem(
            name: "a key twice", text: "cluster_name: demo\ncluster_name: other\n", place: "himat.yaml:2:1",
            words: ["cluster_name"]),
        Problem(
            name: "a list instead of a value", text: "cluster_name: [demo]\n", place: "himat.yaml:1:15",
            words: ["cluster_name"]),
        Problem(
            name: "no YAML", text: "cluster_name: demo\ntags: {team: [x\n", place: "himat.yaml:",
            words: ["tags: {team: [x"]),
        Problem(name: "a tab", text: "cluster_name: demo\ntags:\n\tteam: x\n", place: "himat.yaml:3:1", words: ["tab"]),
        Problem(name: "no mapping", text: "- demo\n", place: "himat.yaml:1:1", words: []),
        Problem(
            name: "no closing quote in tfvars", text: "cluster_name = \"demo\nspot_node_count = 3\n",
            place: "terraform.tfvars:1:16", words: [], file: "terraform.tfvars"),
        Problem(
            name: "an unknown key in tfvars", text: "cluster_name = \"demo\"\nspot_nodes = 3\n",
            place: "terraform.tfvars:2:1", words: ["spot_nodes"], file: "terraform.tfvars"),
    ]

    @Test(arguments: problems) func aFaultIsShownAtItsPlace(problem: Problem) async throws {
        let desk = try await Desk.make(problem.text, file: problem.file)
        let result = try await desk.with(["AWS_REGION": "us-west-2"]).run(.eks, "apply", "--yes")
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(problem.place), "\(result.errors)")
        #expect(result.errors.contains("^"), "no caret: \(result.errors)")
        for word in problem.words { #expect(result.errors.contains(word), "\(word): \(result.errors)") }
        #expect(result.output.isEmpty)
        #expect(try await desk.calls(since: 0).isEmpty)
    }

    @Test func allFaultsComeAtOnce() async throws {
        let desk = try await Desk.make("cluster_nam: demo\nspot_node_count: x\nhibernate: maybe\n")
        let result = try await desk.run(.eks, "plan")
        #expect(result.status == 64)
        for place in ["himat.yaml:1:1", "himat.yaml:2:18", "himat.yaml:3:12"] {
            #expect(result.errors.contains(place), "\(place): \(result.errors)")
        }
    }

    @Test func stageTwoFindsTheSameFaults() async throws {
        let desk = try await Desk.make("cluster_name: demo\ndask_worker_count: lots\n")
        let result = try await desk.run(.k8s, "apply", "--yes")
        #expect(result.status == 64)
        #expect(result.errors.contains("himat.yaml:2:20"), "\(result.errors)")
        #expect(try await desk.calls(since: 0).isEmpty)
    }

    @Test(arguments: [
        (["plan", "--config", "missing.yaml"], "missing.yaml"),
        (["plan", "--set", "spot_node_count=x"], "spot_node_count"), (["plan", "--set", "nonsense=1"], "nonsense"),
        (["plan", "--no-such-flag"], "--no-such-flag"), (["plan", "--refresh", "weather"], "weather"),
        (["plan", "--timeout", "soon"], "soon"), (["scale", "-3"], "<count>"), (["scale", "451"], "450"),
        (["scale", "many"], "many"),
        (["destroy", "--volume", "burn"], "burn"), (["frobnicate"], "frobnicate"),
    ]) func aWrongCommandLineEndsWith64(arguments: [String], word: String) async throws {
        let desk = try await Desk.make()
        let result = try await desk.start(.eks, arguments).wait()
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(word), "\(result.errors)")
        #expect(try await desk.changes(since: 0) == [])
    }

    @Test func faultsOfTheEnvironmentNameTheVariable() async throws {
        let desk = try await Desk.make()
        let result = try await desk.with(["HIMAT_SPOT_NODE_COUNT": "some"]).run(.eks, "plan")
        #expect(result.status == 64)
        #expect(result.errors.contains("HIMAT_SPOT_NODE_COUNT"))
        let hurried = try await desk.with(["HIMAT_POLL_INTERVAL": "never"]).run(.eks, "plan")
        #expect(hurried.status == 64)
        #expect(hurried.errors.contains("HIMAT_POLL_INTERVAL"))
    }

    @Test func whereNobodyCanBeAskedNothingHappensWithoutAFlag() async throws {
        let desk = try await Desk.make()
        try await refuse(.eks, "apply", desk)
        try await desk.succeed(.eks, "apply", "--yes")
        try await refuse(.k8s, "apply", desk)
        try await desk.succeed(.k8s, "apply", "--yes")
        try await refuse(.k8s, "destroy", desk)
        try await refuse(.eks, "destroy", desk)
    }

    private func refuse(_ program: Desk.Program, _ verb: String, _ desk: Desk) async throws {
        let mark = try await desk.mark()
        let result = try await desk.run(program, verb)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains("next: \(program.rawValue) \(verb) --"), "\(result.errors)")
        #expect(try await desk.changes(since: mark) == [])
    }
}
