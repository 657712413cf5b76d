// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatKubernetes

/// The same kubeconfig given to HiMAT and to a real kubectl: the server must see the same, a refusal must be both's.
@Suite(.serialized) struct KubectlTests {
    /// A cluster and a user of a kubeconfig. `API`, `NAMED`, `HTTP`, `HTTPS`, `SOCKS` stand for ports, `CERTS` for the
    /// folder of the test certificates.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var cluster: String
        var user: String

        init(_ name: String, cluster: String = Self.api, user: String = "token: secret") {
            (testDescription, self.cluster, self.user) = (name, cluster, user)
        }

        static let api = "server: 'https://localhost:API', certificate-authority: CERTS/ca.pem"
        static let named = "server: 'https://127.0.0.1:NAMED', certificate-authority: CERTS/ca.pem"
        static let remote = "server: 'https://kubernetes.himat.test:NAMED', certificate-authority: CERTS/ca.pem"
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ example: Case, _ server: TrustServer) throws -> String {
        var text = """
            apiVersion: v1
            kind: Config
            current-context: main
            clusters: [{name: c, cluster: {\(example.cluster)}}]
            contexts: [{name: main, context: {cluster: c, user: u}}]
            users: [{name: u, user: {\(example.user)}}]
            """
        for port in ["api", "named", "https", "http", "socks"] {
            text = text.replacing(port.uppercased(), with: String(server.port(port)))
        }
        text = text.replacing("CERTS", with: TrustServer.folder)
        try text.write(toFile: folder.file("config"), atomically: true, encoding: .utf8)
        try "from-a-file\n".write(toFile: folder.file("token"), atomically: true, encoding: .utf8)
        return folder.file("config")
    }

    private var environment: ProcessEnvironment {
        ProcessEnvironment(
            variables: ["PATH": "/usr/bin:/bin", "HOME": folder.path, "INHERITED": "yes"], home: folder.path,
            currentDirectory: folder.path)
    }

    /// What the server saw of HiMAT.
    private func seen(by path: String?, _ variables: [String: String] = [:]) async throws -> JSONValue {
        var environment = environment
        environment.variables.merge(variables) { $1 }
        let connection = try Kubeconfig.load(path: path, environment: environment).connection(environment: environment)
        let http = HTTPClient(environment: environment)
        defer { http.close() }
        let client = KubernetesClient(connection, sender: http)
        return try await client.json(.init(method: "GET", path: "/version", action: "Asking")).json
    }

    private func kubectl(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> Kubectl.Outcome {
        try await Kubectl.run(arguments, variables: ["INHERITED": "yes"].merging(variables) { $1 }, in: folder)
    }

    static let accepted: [Case] = [
        Case("token"), Case("token file, and the token beside it", user: "tokenFile: token, token: inline"),
        Case("a token for a file that is gone", user: "tokenFile: nowhere, token: inline"),
        Case("basic", user: "username: ann, password: 'pass:word'"),
        Case("a name without password", user: "username: ann"),
        Case("certificate", user: "client-certificate: CERTS/client.pem, client-key: CERTS/client.key"),
        Case(
            "certificate and token",
            user: "client-certificate: CERTS/client.pem, client-key: CERTS/client.key, token: secret"),
        Case("impersonation", user: "token: a, as: ann, as-uid: '7', as-groups: [one, two]"),
        Case("impersonation with more", user: "token: a, as: ann, as-user-extra: {reason/why: [a, b], scope: [c]}"),
        Case("a name of its own for TLS", cluster: Case.named + ", tls-server-name: kubernetes.himat.test"),
        Case("unchecked", cluster: "server: 'https://127.0.0.1:NAMED', insecure-skip-tls-verify: true"),
        Case(
            "a path before every path",
            cluster: "server: 'https://localhost:API/k8s/c-1/', certificate-authority: CERTS/ca.pem"),
        Case("http proxy", cluster: Case.remote + ", proxy-url: 'http://localhost:HTTP'"),
        Case("http proxy with a login", cluster: Case.remote + ", proxy-url: 'http://me:pass@localhost:HTTP'"),
        Case("https proxy of the same authority", cluster: Case.remote + ", proxy-url: 'https://localhost:HTTPS'"),
        Case("socks proxy, which resolves the name", cluster: Case.remote + ", proxy-url: 'socks5://localhost:SOCKS'"),
        Case("socks proxy with a login", cluster: Case.remote + ", proxy-url: 'socks5://me:pass@localhost:SOCKS'"),
        Case(
            "exec beside a token is not run",
            user: "token: a, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: himat-no-such}"),
    ]

    @Test(arguments: accepted) func theServerSeesWhatItSeesOfKubectl(example: Case) async throws {
        let server = try TrustServer.shared.get()
        let path = try write(example, server)
        let theirs = try await kubectl(["--kubeconfig", path, "get", "--raw", "/version"])
        #expect(theirs.status == 0, "kubectl: \(theirs.words)")
        #expect(try await seen(by: path) == (try JSONValue.parse(theirs.output)))
    }

    static let refused: [Case] = [
        Case("authority and none", cluster: Case.api + ", insecure-skip-tls-verify: true"),
        Case("token and basic", user: "token: a, username: b, password: c"),
        Case("half a certificate", user: "client-certificate: CERTS/client.pem"),
        Case("groups of nobody", user: "token: a, as-groups: [x]"),
        Case("a token file that is gone", user: "tokenFile: nowhere"),
        Case("a provider of old", user: "auth-provider: {name: gcp}"),
        Case("a provider of old beside a token", user: "token: a, auth-provider: {name: gcp}"),
        Case("a server without scheme", cluster: "server: 'localhost:API', certificate-authority: CERTS/ca.pem"),
        Case("a proxy of another kind", cluster: Case.api + ", proxy-url: 'ftp://localhost:HTTP'"),
        Case("a proxy without scheme", cluster: Case.api + ", proxy-url: 'localhost:HTTP'"),
        Case("another name", cluster: Case.named),
        Case("another authority", cluster: "server: 'https://localhost:API'"),
        Case("an authority that is gone", cluster: "server: 'https://localhost:API', certificate-authority: nowhere"),
        Case("v1 without a mode", user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: 'true'}"),
        Case("v1alpha1", user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: 'true'}"),
        Case("exec says nothing", user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: 'true'}"),
        Case(
            "exec wants a terminal",
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: 'true', interactiveMode: Always}"),
    ]

    @Test(arguments: refused) func whatKubectlRefusesIsRefused(example: Case) async throws {
        let server = try TrustServer.shared.get()
        let path = try write(example, server)
        let theirs = try await kubectl(["--kubeconfig", path, "get", "--raw", "/version"])
        #expect(theirs.status != 0)
        let error = await failure { try await seen(by: path) }
        #expect(error != nil)
    }

    /// The program gives back all it was told, as its token.
    @Test(arguments: [true, false]) func aPluginIsToldTheSame(isToldOfTheCluster: Bool) async throws {
        let program = folder.file("plugin")
        try """
        #!/bin/sh
        told=$(printf '%s' "$KUBERNETES_EXEC_INFO" | base64 | tr -d '\\n')
        printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}' \\
            "$INHERITED.$OWN.$1.$told"
        """.write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let example = Case(
            "",
            cluster: Case.api + ", extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]",
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [arg], "
                + "env: [{name: OWN, value: own}, {name: INHERITED, value: replaced}], interactiveMode: Never, "
                + "provideClusterInfo: \(isToldOfTheCluster)}")
        let server = try TrustServer.shared.get()
        let path = try write(example, server)
        let theirs = try await kubectl(["--kubeconfig", path, "get", "--raw", "/version"])
        let (left, right) = (try await told(seen(by: path)), try await told(JSONValue.parse(theirs.output)))
        #expect(left.words == ["Bearer replaced", "own", "arg"])
        #expect(left.words == right.words)
        #expect(left.info == right.info)
        #expect((left.info.at("spec", "cluster", "config", "audience") == "x") == isToldOfTheCluster)
    }

    private func told(_ seen: JSONValue) async throws -> (words: [String], info: JSONValue) {
        let parts = (seen["authorization"]?.string ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let data = try #require(parts.last.flatMap { Data(base64Encoded: String($0)) })
        return (parts.dropLast().map(String.init), try JSONValue.parse([UInt8](data)))
    }

    @Test func severalFilesAreMergedAlikeEachWithItsOwnRelativePaths() async throws {
        let server = try TrustServer.shared.get()
        let elsewhere = folder.file("elsewhere")
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: TrustServer.path("ca.pem"), toPath: "\(elsewhere)/ca.pem")
        try "theirs".write(toFile: "\(elsewhere)/token", atomically: true, encoding: .utf8)
        try """
        apiVersion: v1
        kind: Config
        contexts: [{name: first, context: {cluster: c, user: u, namespace: one}}]
        users: [{name: extra, user: {token: one}}]
        """.write(toFile: folder.file("one"), atomically: true, encoding: .utf8)
        try """
        apiVersion: v1
        kind: Config
        current-context: first
        clusters: [{name: c, cluster: {server: 'https://localhost:\(server.port("api"))', certificate-authority: ca.pem}}]
        contexts: [{name: first, context: {cluster: d, user: v, namespace: two}}]
        users: [{name: u, user: {tokenFile: token}}, {name: extra, user: {token: two, as: ann}}]
        """.write(toFile: "\(elsewhere)/two", atomically: true, encoding: .utf8)
        try """
        apiVersion: v1
        kind: Config
        current-context: last
        clusters: [{name: c, cluster: {server: 'https://nowhere.test', tls-server-name: x}}]
        contexts: [{name: last, context: {cluster: c, user: extra}}]
        """.write(toFile: folder.file("three"), atomically: true, encoding: .utf8)
        let list = [":one", "missing", "", "elsewhere/two", "three", "one"].joined(separator: ":")
        let variables = ["KUBECONFIG": list]
        let view = try await kubectl(["config", "view", "--raw", "--merge", "-o", "json"], variables)
        let theirs = try JSONValue.parse(view.output)
        let environment = ProcessEnvironment(
            variables: variables, home: folder.path, currentDirectory: folder.path)
        let ours = try Kubeconfig.load(environment: environment)
        func entries(_ list: String, _ body: String, _ key: String) -> [String: String] {
            let pairs = (theirs[list]?.array ?? []).map {
                ($0["name"]?.string ?? "", $0.at(body, key)?.string ?? "")
            }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        }
        #expect(ours.currentContext == theirs["current-context"]?.string)
        #expect(ours.clusters.mapValues(\.server) == entries("clusters", "cluster", "server"))
        #expect(
            ours.clusters.mapValues { $0.tlsServerName ?? "" } == entries("clusters", "cluster", "tls-server-name"))
        #expect(ours.contexts.mapValues(\.cluster) == entries("contexts", "context", "cluster"))
        #expect(ours.contexts.mapValues { $0.namespace ?? "" } == entries("contexts", "context", "namespace"))
        #expect(ours.users.mapValues { $0.token?.revealed ?? "" } == entries("users", "user", "token"))
        #expect(ours.users.mapValues(\.impersonation.user) == entries("users", "user", "as"))
        let request = try await kubectl(["get", "--raw", "/version"], variables)
        let seen = try await seen(by: nil, variables)
        #expect(seen == (try JSONValue.parse(request.output)))
        #expect(seen["authorization"] == "Bearer theirs")
    }

    @Test(arguments: ["clusters: [{name: c}, {name: c}]", "users: 5", "clusters: ["])
    func aFileThatKubectlCannotReadStopsBothThoughAnotherIsGood(text: String) async throws {
        try text.write(toFile: folder.file("bad"), atomically: true, encoding: .utf8)
        try "apiVersion: v1\nkind: Config\n".write(toFile: folder.file("good"), atomically: true, encoding: .utf8)
        let variables = ["KUBECONFIG": "good:bad"]
        #expect(try await kubectl(["config", "view"], variables).status != 0)
        let environment = ProcessEnvironment(variables: variables, home: folder.path, currentDirectory: folder.path)
        #expect(throws: HimatError.self) { try Kubeconfig.load(environment: environment) }
    }
}
