// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct KubeconfigTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        return folder.file(name)
    }

    private func environment(_ variables: [String: String] = [:]) -> ProcessEnvironment {
        ProcessEnvironment(
            variables: ["PATH": "/usr/bin:/bin"].merging(variables) { $1 }, home: folder.path,
            currentDirectory: folder.path)
    }

    private func text(user: String, cluster: String = "server: https://one.example:6443") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        clusters: [{name: c, cluster: {\(cluster)}}]
        contexts: [{name: main, context: {cluster: c, user: u, namespace: work}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    private func connection(user: String, cluster: String = "server: https://one.example:6443") throws
        -> KubernetesConnection
    {
        let path = try write("config", text(user: user, cluster: cluster))
        return try Kubeconfig.load(path: path, environment: environment()).connection(environment: environment())
    }

    @Test func filesAreMergedAsKubectlDoesTheFirstWins() throws {
        let first = try write("first", text(user: "token: one"))
        let second = try write(
            "second", text(user: "token: two", cluster: "server: https://two.example").replacing("main", with: "other"))
        let merged = try Kubeconfig.load(environment: environment(["KUBECONFIG": "\(first):/not/there:\(second)"]))
        #expect(merged.currentContext == "main")
        #expect(merged.contexts.keys.sorted() == ["main", "other"])
        #expect(merged.clusters["c"]?.server == "https://one.example:6443")
        #expect(merged.users["u"]?.token?.revealed == "one")
    }

    @Test func noFileIsSaidWithThePlacesLookedAt() {
        let error = #expect(throws: HimatError.self) { try Kubeconfig.load(environment: environment()) }
        #expect(error?.code == .usage)
        #expect(error?.details == ["looked for \(folder.path)/.kube/config"])
    }

    @Test func anUnknownContextNamesTheKnownOnes() throws {
        let path = try write("config", text(user: "token: one"))
        let loaded = try Kubeconfig.load(path: path, environment: environment())
        let error = #expect(throws: HimatError.self) {
            try loaded.connection(context: "prod", environment: environment())
        }
        #expect(error?.details == ["contexts: main"])
    }

    @Test(arguments: [
        ("clusters: 5", "clusters is no list"), ("users: [{user: {}}]", "has no name"),
        ("users: [{name: u, user: {client-key-data: '%%'}}]", "client-key-data of user u is not base64"),
        ("users: [{name: u}, {name: u}]", "users names u twice"),
        ("clusters: [", "config:"),
    ])
    func aBrokenFileSaysWhatIsWrong(text: String, words: String) throws {
        let path = try write("config", text)
        let error = #expect(throws: HimatError.self) { try Kubeconfig.load(path: path, environment: environment()) }
        #expect(error?.code == .malformed)
        #expect(error?.description.contains(words) == true)
    }

    @Test func trustNamesAndProxyAreTaken() throws {
        let authority = Data("PEM".utf8).base64EncodedString()
        let connection = try connection(
            user: "token: secret-one",
            cluster: "server: https://one.example/, certificate-authority-data: \(authority), "
                + "tls-server-name: inside, proxy-url: 'http://proxy:3128'")
        #expect(connection.server == "https://one.example")
        #expect(connection.host == "one.example")
        #expect(connection.tls.certificateAuthorities.map { String(decoding: $0, as: UTF8.self) } == "PEM")
        #expect(connection.tls.serverName == "inside")
        #expect(connection.proxy == "http://proxy:3128")
        #expect(connection.namespace == "work")
        #expect(connection.warnings.isEmpty)
    }

    @Test func certificatesThatAreNotCheckedAreWarnedOf() throws {
        let connection = try connection(
            user: "token: x", cluster: "server: https://one.example, insecure-skip-tls-verify: true")
        #expect(connection.tls.isInsecure)
        #expect(connection.warnings.count == 1)
    }

    @Test func relativePathsStartAtTheFile() async throws {
        _ = try write("token", "from-a-file\n")
        let credential = try await connection(user: "tokenFile: token, token: inline").credentials()
        #expect(credential.token?.revealed == "from-a-file")
        #expect(credential.expiry != nil)
    }

    @Test func nameAndPasswordMakeABasicCredential() async throws {
        let credential = try await connection(user: "username: ann, password: pass").credentials()
        #expect(credential.basic?.user == "ann")
    }

    @Test(arguments: ["v1", "v1beta1"])
    func aProgramGivesTheTokenAndIsToldTheVersion(version: String) async throws {
        let program = try write(
            "plugin",
            "#!/bin/sh\necho \"{\\\"kind\\\":\\\"ExecCredential\\\",\\\"apiVersion\\\":"
                + "\\\"client.authentication.k8s.io/\(version)\\\",\\\"status\\\":{\\\"token\\\":\\\"$PREFIX-$1\\\","
                + "\\\"expirationTimestamp\\\":\\\"2030-01-01T00:00:00Z\\\"}}\"\n"
                + "case \"$KUBERNETES_EXEC_INFO\" in *\(version)*) ;; *) exit 3;; esac\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let user =
            "exec: {apiVersion: client.authentication.k8s.io/\(version), command: ./plugin, args: [arg], "
            + "env: [{name: PREFIX, value: pre}], interactiveMode: Never}"
        let credential = try await connection(user: user).credentials()
        #expect(credential.token?.revealed == "pre-arg")
        #expect(credential.expiry == Date(timeIntervalSince1970: 1_893_456_000))
    }

    @Test func aProgramThatFailsGivesItsLastWordsAndNoMysteriousRefusal() async throws {
        let program = try write("plugin", "#!/bin/sh\necho my-secret\necho 'session expired' >&2\nexit 2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let user = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./plugin}"
        let connection = try connection(user: user)
        let error = await failure { try await connection.credentials() }
        #expect(error?.code == .credentials)
        #expect(error?.details == ["session expired"])
        #expect(error?.description.contains("my-secret") == false)
    }

    @Test func aProgramThatIsNotThereShowsTheInstallHint() async throws {
        let user =
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: himat-no-such-program, installHint: get it}"
        let connection = try connection(user: user)
        let error = await failure { try await connection.credentials() }
        #expect(error?.code == .credentials)
        #expect(error?.nextStep == "get it")
    }
}
