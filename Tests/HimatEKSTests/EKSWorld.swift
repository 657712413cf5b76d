// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatEKS

/// One user's desk in front of the sandbox: a folder with a himat.yaml, an inventory, and the built command line.
struct EKSWorld {
    /// What a command said and how it ended.
    struct Outcome {
        let status: Int32
        let output: String
        let words: String
    }

    static let config = """
        # the demo
        cluster_name: demo
        cluster_region: us-west-2
        spot_node_count: 2  # nodes

        """

    let sandbox: SandboxServer
    let folder: TemporaryFolder

    /// A desk in front of an empty account in which everything is quick.
    static func make(_ config: String = EKSWorld.config) async throws -> EKSWorld {
        let sandbox = try await SandboxServer.fresh()
        try await sandbox.control("POST", "reset")
        let names = [
            "addon_create", "addon_delete", "balancer_delete", "cluster_create", "cluster_delete", "nodegroup_create",
            "nodegroup_delete", "role_propagation", "snapshot_create", "volume_create", "volume_modify", "update",
        ]
        try await sandbox.control("POST", "times", .object(Dictionary(uniqueKeysWithValues: names.map { ($0, 0.05) })))
        let world = EKSWorld(sandbox: sandbox, folder: try TemporaryFolder())
        try world.write(config)
        return world
    }

    func write(_ config: String) throws { try Data(config.utf8).write(to: URL(filePath: folder.file("himat.yaml"))) }

    /// Another user's desk in front of the same account.
    func neighbour(_ config: String) throws -> EKSWorld {
        let world = EKSWorld(sandbox: sandbox, folder: try TemporaryFolder())
        try world.write(config)
        return world
    }

    var variables: [String: String] {
        var variables = sandbox.environment.variables
        variables["AWS_REGION"] = nil
        variables["AWS_CA_BUNDLE"] = sandbox["ca_file"]
        variables["HIMAT_ADDRESS_SERVICE"] = sandbox["address_service_tls"]
        variables["HIMAT_POLL_INTERVAL"] = "0.03"
        return variables
    }

    /// Runs `himat-eks` in this process, as the binary would.
    @discardableResult
    func run(_ arguments: String..., variables more: [String: String] = [:]) async -> Outcome {
        await run(arguments, variables: more)
    }

    /// The same with the arguments in a list.
    func run(_ arguments: [String], variables more: [String: String] = [:]) async -> Outcome {
        let (output, words) = (BufferOutput(), BufferOutput())
        let inventory = folder.file("inventory.db")
        let runtime = Runtime.test(
            variables: variables.merging(more) { $1 }, home: folder.path, currentDirectory: folder.path,
            clock: SystemClock(), output: output, errors: words, inventory: { try Inventory.open(at: inventory) })
        let status = await CommandRunner.run(EKSCommand.self, arguments, in: runtime)
        return Outcome(status: status, output: output.text, words: words.text)
    }

    /// Runs `apply --yes`, which must succeed.
    func apply(_ arguments: String...) async throws {
        let outcome = await run(["apply", "--yes"] + arguments)
        try #require(outcome.status == 0, "\(outcome.words)")
    }

    /// Runs `destroy --yes`, which must succeed.
    func destroy(_ arguments: String...) async throws {
        let outcome = await run(["destroy", "--yes"] + arguments)
        try #require(outcome.status == 0, "\(outcome.words)")
    }

    // MARK: - What AWS saw

    func forgetLog() async throws { try await sandbox.control("DELETE", "log") }

    /// The calls since the log was forgotten, `service:Action` each.
    func calls(mutating: Bool) async throws -> [String] {
        let log = try await sandbox.control("GET", "log?plane=aws&mutating=\(mutating)").array ?? []
        return log.map { "\($0["service"]?.string ?? "?"):\($0["action"]?.string ?? "?")" }
    }

    /// The calls that change something, the lock's own left out.
    func changes() async throws -> [String] { try await calls(mutating: true).filter { !$0.hasPrefix("ssm:") } }

    /// What exists in a region, counted by kind.
    func state(_ region: String = "us-west-2") async throws -> [String: Int] {
        let regions = try await sandbox.control("GET", "state")
        return (regions[region]?.object ?? [:]).compactMapValues(\.int)
    }

    /// How many home volumes there are; the nodes' root volumes do not count.
    func homes(_ region: String = "us-west-2") async throws -> Int {
        try await EC2(try aws(region)).describeVolumes([.tag("himat:address", "volume")]).count
    }

    func rule(_ rule: JSONValue) async throws { try await sandbox.control("POST", "rules", [rule]) }
    func publish(_ news: JSONValue) async throws { try await sandbox.control("POST", "publish", news) }

    /// A client for what a test does beside HiMAT.
    func aws(_ region: String = "us-west-2") throws -> AWSClient {
        try AWSClient(
            AWSSettings(environment: sandbox.environment), region: region,
            sender: HTTPClient(environment: sandbox.environment))
    }
}
