// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct KubeconfigFileTests {
    private let folder: TemporaryFolder
    private let file = KubeconfigFile(
        identity: ClusterIdentity(account: "123456789012", region: "us-west-2", name: "demo"),
        server: "https://abc.eks.amazonaws.com", authority: "UEVN", program: "/opt/himat/himat-eks", profile: "work")

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func theFileIsItsOwnersAloneAndReadsBack() throws {
        let path = folder.file("kubeconfig.yml")
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try file.write(to: path, suffix: "t")
        #expect(try mode(path) == 0o600)
        let read = try Kubeconfig.load(path: path, environment: .none)
        let exec = read.users["123456789012/us-west-2/demo"]?.exec
        #expect(exec?.command == "/opt/himat/himat-eks")
        #expect(exec?.environment == ["AWS_PROFILE": "work"])
        #expect(exec?.apiVersion == "client.authentication.k8s.io/v1beta1")
        #expect(exec?.isAlwaysInteractive == false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["kubeconfig.yml"])
    }

    @Test func mergingKeepsWhatOthersWroteAndReplacesOurOwn() throws {
        let path = folder.file("config")
        try """
        apiVersion: v1
        kind: Config
        current-context: theirs
        preferences: {colors: true}
        clusters: [{name: theirs, cluster: {server: 'https://theirs'}}]
        contexts: [{name: theirs, context: {cluster: theirs, user: them}}]
        users: [{name: them, user: {token: keep-me}}]
        """.write(toFile: path, atomically: true, encoding: .utf8)
        try file.merge(into: path, suffix: "t")
        try file.merge(into: path, suffix: "t")
        let read = try Kubeconfig.load(path: path, environment: .none)
        #expect(read.contexts.keys.sorted() == ["123456789012/us-west-2/demo", "theirs"])
        #expect(read.users["them"]?.token?.revealed == "keep-me")
        #expect(read.currentContext == "123456789012/us-west-2/demo")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("colors: true"))
        #expect(try mode(path) == 0o600)
    }

    @Test func aFileThatIsNoKubeconfigIsLeftAlone() throws {
        let path = folder.file("config")
        try "just words".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: HimatError.self) { try file.merge(into: path, suffix: "t") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "just words")
    }

    @Test func theFolderIsMadeWhenItIsMissing() throws {
        let path = folder.file(".kube/config")
        try file.merge(into: path, suffix: "t")
        #expect(try mode(folder.file(".kube")) == 0o700)
    }
}
