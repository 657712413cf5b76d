// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// One user's desk in front of a sandbox: a folder with a configuration, an inventory, and the built binaries.
struct Desk: Sendable {
    /// The programs of the package, as built beside these tests.
    enum Program: String, Sendable {
        case eks = "himat-eks"
        case k8s = "himat-k8s"
        case inventory = "himat-inventory"
    }

    static let config = """
        # the demo
        cluster_name: demo
        cluster_region: us-west-2
        spot_node_count: 2  # nodes

        """

    let sandbox: SandboxServer
    let folder: TemporaryFolder
    /// The whole environment of what is run here.
    var variables: [String: String]

    /// A desk in front of an emptied account in which everything is quick.
    static func make(_ config: String = Desk.config, file: String = "himat.yaml") async throws -> Desk {
        let sandbox = try await SandboxServer.fresh()
        try await sandbox.control("POST", "reset")
        let desk = Desk(sandbox: sandbox, folder: try TemporaryFolder(), variables: try Self.variables(sandbox))
        try await desk.times(Self.quick)
        try desk.write(config, to: file)
        return desk
    }

    /// Another desk in front of the same account.
    func neighbour(_ config: String = Desk.config) throws -> Desk {
        let desk = Desk(sandbox: sandbox, folder: try TemporaryFolder(), variables: variables)
        try desk.write(config)
        return desk
    }

    /// The same desk with other words in the environment; nil takes one away.
    func with(_ changes: [String: String?]) -> Desk {
        var desk = self
        for (name, value) in changes { desk.variables[name] = value }
        return desk
    }

    func write(_ text: String, to name: String = "himat.yaml") throws {
        try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: folder.file(name), encoding: .utf8)
    }

    // MARK: - Running

    func start(_ program: Program, _ arguments: [String], at terminal: FileHandle? = nil) throws -> ChildProcess {
        try ChildProcess(program.rawValue, arguments, variables: variables, in: folder, at: terminal)
    }

    @discardableResult
    func run(_ program: Program, _ arguments: String...) async throws -> ChildProcess.Result {
        try await start(program, arguments).wait()
    }

    /// Runs what must end with 0.
    @discardableResult
    func succeed(_ program: Program, _ arguments: String...) async throws -> ChildProcess.Result {
        let result = try await start(program, arguments).wait()
        try #require(result.status == 0, "\(program.rawValue) \(arguments.joined(separator: " ")): \(result.errors)")
        return result
    }

    /// Starts what will be interrupted, and returns once the sandbox has seen `action`.
    func start(_ program: Program, _ arguments: String..., untilSeen action: String) async throws -> ChildProcess {
        let before = try await mark()
        let child = try start(program, arguments)
        try await until("\(action) is asked") {
            let isSeen = try await calls("mutating=true&since=\(before)").contains { $0.action == action }
            if !isSeen && !child.isRunning {
                Issue.record("\(program.rawValue) ended before \(action): \(child.errors)")
                return true
            }
            return isSeen
        }
        return child
    }

    // MARK: - The world a desk stands in

    private static let quick: [String: Double] = {
        let names = [
            "cluster_create", "cluster_delete", "cluster_update", "nodegroup_create", "nodegroup_update",
            "nodegroup_delete", "addon_create", "addon_update", "addon_delete", "volume_create", "volume_modify",
            "snapshot_create", "balancer_delete", "balancer_ready", "balancer_retry", "pod_start", "pod_stop", "probe",
            "jupyter_start", "volume_retry", "node_gone", "namespace_gone", "provision",
        ]
        return Dictionary(uniqueKeysWithValues: names.map { ($0, 0.05) }).merging(["role_propagation": 0]) { $1 }
    }()

    private static func variables(_ sandbox: SandboxServer) throws -> [String: String] {
        [
            "PATH": "/nowhere",
            "AWS_ENDPOINT_URL": sandbox["aws_endpoint"],
            "AWS_ACCESS_KEY_ID": sandbox["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": sandbox["secret_access_key"],
            "HIMAT_ADDRESS_SERVICE": sandbox["address_service"],
            "HIMAT_POLL_INTERVAL": "0.05",
            // The default image's registry is not on this machine.
            "HIMAT_PIN_DIGEST": "false",
            "HIMAT_JUPYTER_PORT": String(try FreePort.find()),
        ]
    }
}
