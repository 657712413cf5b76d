// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

/// The built binary at a terminal and in a pipe: drawn anew, ended by Ctrl-C, left by its reader.
@Suite(.timeLimit(.minutes(2)))
struct WatchTests {
    private static let config = """
        cluster_name: demo
        cluster_region: us-west-2
        jupyter_mb_ram: 2000
        jupyter_milli_cpu: 500
        dask_scheduler_mb_ram: 2000
        dask_scheduler_milli_cpu: 500
        dask_worker_count: 2
        allowed_cidrs: [127.0.0.1/32]

        """

    /// A deployment on a cluster of its own, and the folder to type commands in.
    private func deployed(_ body: (KubernetesSandbox, TemporaryFolder) async throws -> Void) async throws {
        try await KubernetesSandbox.running { sandbox in
            let folder = try TemporaryFolder()
            let port = try FreePort.find()
            try Data((Self.config + "jupyter_port: \(port)\n").utf8).write(to: URL(filePath: folder.file("himat.yaml")))
            let apply = try await start(sandbox, folder, ["apply", "--yes"]).wait()
            try #require(apply.status == 0, "\(apply.errors)")
            try await body(sandbox, folder)
        }
    }

    private func start(
        _ sandbox: KubernetesSandbox, _ folder: TemporaryFolder, _ words: [String], at terminal: FileHandle? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            "himat-k8s", words + ["--kubeconfig", sandbox.kubeconfig], variables: ["PATH": "/nowhere"], in: folder,
            at: terminal)
    }

    private func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func aWatchedStatusIsDrawnAnewAndEndsByCtrlC() async throws {
        try await deployed { sandbox, folder in
            let terminal = try PseudoTerminal()
            defer { terminal.close() }
            let child = try start(sandbox, folder, ["status", "--watch"], at: terminal.programEnd)
            try await until("the whole") { terminal.text.contains("2 of 2 ready") }
            _ = try await sandbox.client().merge(
                ObjectReference(.deployment, "dask-worker", namespace: "himat"), ["spec": ["replicas": 3]])
            try await until("a change") { terminal.text.contains("3 of 3 ready") }
            child.signal(SIGINT)
            #expect(try await child.wait().status == 130)
            try await until("the cursor") { terminal.text.hasSuffix("\u{1B}[?25h") }
            #expect(terminal.text.components(separatedBy: "\u{1B}[2J").count == 2, "cleared more than once")
            #expect(!terminal.text.contains("error"))
        }
    }

    @Test func followedLogsEndByCtrlCAndQuietlyWhenNobodyReads() async throws {
        try await deployed { sandbox, folder in
            let child = try start(sandbox, folder, ["logs", "-f"])
            try await until("lines") { child.output.contains("[jupyter-") }
            child.signal(SIGINT)
            let ended = try await child.wait()
            #expect(ended.status == 130 && ended.errors == "", "\(ended.errors)")

            let terminal = try PseudoTerminal()
            let reader = try ChildProcess(
                "/bin/sh",
                [
                    "-c", "\"$0\" logs worker -f --kubeconfig \"$1\" | head -n 1; echo left",
                    ChildProcess.path(of: "himat-k8s"), sandbox.kubeconfig,
                ], variables: ["PATH": "/usr/bin:/bin"], in: folder, at: terminal.programEnd)
            while reader.isRunning {
                try await sandbox.turn(
                    "POST", "kube/log",
                    ["labels": ["app.kubernetes.io/name": "dask-worker"], "lines": ["again"]])
                try await Task.sleep(for: .milliseconds(50))
            }
            try await until("the end") { terminal.text.contains("left") }
            terminal.close()
            #expect(terminal.text.split(whereSeparator: \.isNewline).count == 2, "\(terminal.text)")
        }
    }
}
