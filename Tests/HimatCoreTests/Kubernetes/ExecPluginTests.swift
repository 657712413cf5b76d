// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Synchronization
import Testing

@testable import HimatKubernetes

/// Exec plug-ins as programs that really run: what they say, how long they take, how often they are asked.
@Suite struct ExecPluginTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func connection(
        _ script: String, cluster: String = "server: 'https://localhost:1'", clock: any WallClock = SystemClock(),
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> KubernetesConnection {
        let program = folder.file("plugin")
        try "#!/bin/sh\n\(script)\n".write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let text = """
            apiVersion: v1
            kind: Config
            current-context: main
            clusters: [{name: c, cluster: {\(cluster)}}]
            contexts: [{name: main, context: {cluster: c, user: u}}]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin,
              interactiveMode: IfAvailable, installHint: get it}}}]
            """
        try text.write(toFile: folder.file("config"), atomically: true, encoding: .utf8)
        let environment = ProcessEnvironment(
            variables: ["PATH": "/usr/bin:/bin"], home: folder.path, currentDirectory: folder.path)
        return try Kubeconfig.load(path: folder.file("config"), environment: environment)
            .connection(environment: environment, clock: clock, say: say)
    }

    private func print(_ status: String) -> String {
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\(status)}}'"
    }

    @Test func whatItSaysIsPassedOnBeforeItEndsWithoutWhatCouldSteerATerminal() async throws {
        let lines = Mutex<[String]>([])
        // It goes on only when its first line has been passed on.
        let go = folder.file("go")
        let script = "printf 'open https://login.example\\033[31m\\n' >&2\nuntil [ -e go ]; do sleep 0.01; done\n"
        let connection = try connection(script + print("\"token\":\"t\"")) { line in
            lines.withLock { $0.append(line) }
            _ = FileManager.default.createFile(atPath: go, contents: nil)
        }
        #expect(try await connection.credentials().token?.revealed == "t")
        #expect(lines.withLock { $0 } == ["open https://login.example\u{FFFD}[31m"])
    }

    @Test func oneThatTakesTooLongIsEndedWithAllItStarted() async throws {
        let script = "sleep 300 & echo $! > child\necho $$ > parent\nwait"
        let connection = try connection(script, clock: ImpatientClock(until: folder.file("parent")))
        let error = await failure { try await connection.credentials() }
        #expect(error?.message.contains("took longer than") == true)
        for name in ["child", "parent"] {
            let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
            let id = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            var tries = 0
            while isAlive(id), tries < 1000 {
                try await Task.sleep(for: .milliseconds(10))
                tries += 1
            }
            #expect(!isAlive(id), "\(name) lives on")
        }
    }

    /// A process that has ended and waits for its parent to notice does not live.
    private func isAlive(_ id: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return false }
        return text.split(separator: " ").dropFirst(2).first != "Z"
    }

    @Test(arguments: [
        ("yes secret | head -c 3000000", "printed more than 1 MiB"), ("echo nothing", "printed no ExecCredential"),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}'",
            "another version"
        ),
        ("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "neither a token"),
        (
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
                + "\"status\":{\"clientCertificateData\":\"x\"}}'", "without the other"
        ),
        ("echo my-secret; exit 7", "ended with"),
    ])
    func aBadAnswerIsSaidWithoutRepeatingIt(script: String, words: String) async throws {
        let connection = try connection(script)
        let error = await failure { try await connection.credentials() }
        #expect(error?.code == .credentials)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.nextStep == "get it")
        #expect(error?.description.contains("secret") == false)
    }

    /// The first token is refused, the second one counts until it expires.
    @Test func aRefusedTokenIsRenewedAndAnExpiredOneToo() async throws {
        let script = """
            echo x >> runs
            if [ "$(wc -l < runs)" = 1 ]; then token=stale; else token=fresh; fi
            printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",'
            printf '"status":{"token":"%s","expirationTimestamp":"2030-01-01T00:00:00Z"}}' "$token"
            """
        try await TrustServer.running { server in
            let moment = Mutex(Date(timeIntervalSince1970: 1_893_000_000))
            let clock = SteppedClock { moment.withLock { $0 } }
            let connection = try connection(
                script,
                cluster: "server: 'https://localhost:\(server.port("api"))', "
                    + "certificate-authority: \(TrustServer.path("ca.pem"))", clock: clock)
            let http = HTTPClient(environment: .none)
            defer { http.close() }
            let client = KubernetesClient(connection, sender: http, clock: clock)
            func runs() throws -> Int { try String(contentsOfFile: folder.file("runs"), encoding: .utf8).count / 2 }
            #expect(try await client.serverVersion() == "v1.36.0")
            #expect(try runs() == 2)
            _ = try await client.serverVersion()
            #expect(try runs() == 2)
            moment.withLock { $0 = Date(timeIntervalSince1970: 1_893_456_000) }
            _ = try await client.serverVersion()
            #expect(try runs() == 3)
        }
    }

    @Test func aPluginOfAnotherUserMayBeAsBrokenAsItLikes() throws {
        let text = """
            current-context: main
            clusters: [{name: c, cluster: {server: 'https://one.example'}}]
            contexts: [{name: main, context: {cluster: c, user: good}}]
            users: [{name: good, user: {token: t}}, {name: old, user: {exec: {apiVersion: v9}}}]
            """
        let read = try Kubeconfig.parse(text, file: "/config")
        #expect(try read.connection(environment: .none).server == "https://one.example")
    }
}

/// A clock that sleeps until a file is there.
private struct ImpatientClock: WallClock {
    let until: String
    func now() -> Date { Date() }
    func sleep(for duration: Duration) async throws {
        while !FileManager.default.fileExists(atPath: until) { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// A clock that a test moves; nobody waits by it.
private struct SteppedClock: WallClock {
    let time: @Sendable () -> Date
    func now() -> Date { time() }
    func sleep(for duration: Duration) async throws { try await Task.sleep(for: .seconds(3600)) }
}
