// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite struct CredentialKeeperTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func keeper(_ variables: [String: String] = [:], clock: any WallClock = SystemClock()) -> CredentialKeeper {
        let path = ["PATH": folder.file("bin") + ":/usr/bin:/bin"]
        return CredentialKeeper(
            ProcessEnvironment(
                variables: path.merging(variables) { $1 }, home: folder.path, currentDirectory: folder.path),
            clock: clock)
    }

    @discardableResult
    private func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let url = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        return url.path
    }

    /// A credential helper that keeps its secrets in a file and its arguments in another.
    private func helper(_ name: String, _ script: String? = nil) throws {
        let kept = folder.file("kept")
        let usual = """
            echo "$@" >> '\(folder.file("arguments"))'
            case "$1" in
            get) read -r host; [ -f '\(kept)' ] && cat '\(kept)' || { echo 'credentials not found in native keychain'; exit 1; } ;;
            store) cat > '\(kept)' ;;
            erase) rm -f '\(kept)' ;;
            esac
            """
        try write("#!/bin/sh\n\(script ?? usual)\n", to: "bin/docker-credential-\(name)", mode: 0o700)
    }

    private func read(_ name: String) throws -> JSONValue {
        try JSONValue.parse([UInt8](Data(contentsOf: URL(filePath: folder.file(name)))))
    }

    @Test(arguments: [
        "{", "[1]", #"{"auths": {"quay.io": {"auth": "hush!!"}}}"#, #"{"auths": {"quay.io": {"auth": "aHVzaA=="}}}"#,
    ])
    func aFileThatCannotBeReadIsNamedAndNeverShown(_ text: String) async throws {
        try write(text, to: ".docker/config.json")
        let error = await #expect(throws: HimatError.self) { try await keeper().credentials(registry: "quay.io") }
        #expect(error?.code == .usage)
        #expect(error?.message.contains(".docker/config.json") == true)
        #expect(error?.description.contains("hush") == false)
    }

    @Test(arguments: [
        ("", "is not installed"), ("echo hush; exit 1", "failed"), ("echo hush", "printed no credentials"),
        ("kill -9 $$", "failed"),
    ])
    func aHelperThatFailsIsNamedAndItsOutputIsNot(_ script: String, _ reason: String) async throws {
        try write(#"{"credsStore": "chain"}"#, to: ".docker/config.json")
        if !script.isEmpty { try helper("chain", script) }
        let error = await #expect(throws: HimatError.self) { try await keeper().credentials(registry: "quay.io") }
        #expect(error?.code == .credentials)
        #expect(error?.message == "The credential helper docker-credential-chain \(reason)")
        #expect(error?.description.contains("hush") == false)
    }

    @Test func aHelperThatHangsIsEnded() async throws {
        try write(#"{"credsStore": "chain"}"#, to: ".docker/config.json")
        try helper("chain", "sleep 1000")
        let error = await #expect(throws: HimatError.self) {
            try await keeper(clock: StillClock()).credentials(registry: "quay.io")
        }
        #expect(error?.message.contains("took longer") == true)
    }

    @Test(arguments: ["../../bin/sh", "a b", "x;y"])
    func whatIsNoNameOfAHelperIsNotRun(_ name: String) async throws {
        try write(JSONValue.object(["credsStore": .string(name)]).rendered(), to: ".docker/config.json")
        let error = await #expect(throws: HimatError.self) { try await keeper().credentials(registry: "quay.io") }
        #expect(error?.code == .usage)
    }

    @Test func dockersFileIsReadInAllItsForms() async throws {
        let packed = Data("ada:pass:word".utf8).base64EncodedString()
        try write(
            """
            {"auths": {"quay.io": {"auth": "\(packed)"}, "https://old.example/v1/": {"auth": "\(packed)"},
              "https://index.docker.io/v1/": {"auth": "\(packed)"}, "plain.example": {"username": "u", "password": "p"},
              "token.example": {"identitytoken": "refresh"}, "empty.example": {}}}
            """, to: ".docker/config.json")
        let both = RegistryCredentials.Proof.password(user: "ada", Sensitive("pass:word"))
        for host in ["quay.io", "old.example", "docker.io"] {
            #expect(try await keeper().credentials(registry: host)?.proof == both, "\(host)")
        }
        #expect(
            try await keeper().credentials(registry: "plain.example")?.proof == .password(user: "u", Sensitive("p")))
        #expect(
            try await keeper().credentials(registry: "token.example")?.proof == .identityToken(Sensitive("refresh")))
        for host in ["empty.example", "unknown.example"] {
            #expect(try await keeper().credentials(registry: host) == nil, "\(host)")
        }
    }

    @Test func podmansFilesAreReadBehindDockersAndTheLongestPathWins() async throws {
        func entry(_ user: String) -> String { Data("\(user):x".utf8).base64EncodedString() }
        try write(#"{"auths": {"quay.io": {"auth": "\#(entry("docker"))"}}}"#, to: ".docker/config.json")
        try write(
            """
            {"auths": {"quay.io": {"auth": "\(entry("podman"))"}, "ghcr.io": {"auth": "\(entry("host"))"},
              "ghcr.io/team": {"auth": "\(entry("team"))"}}}
            """, to: "run/containers/auth.json")
        let variables = ["XDG_RUNTIME_DIR": folder.file("run")]
        func user(_ reference: String, _ variables: [String: String]) async throws -> String? {
            try await keeper(variables).credentials(for: #require(ImageReference(reference)))?.user
        }
        #expect(try await user("quay.io/a/b", variables) == "docker")
        #expect(try await user("ghcr.io/other/b", variables) == "host")
        #expect(try await user("ghcr.io/team/b", variables) == "team")
        let own = ["REGISTRY_AUTH_FILE": folder.file("run/containers/auth.json")]
        #expect(try await user("quay.io/a/b", own) == "podman")
        #expect(try await user("quay.io/a/b", [:]) == "docker")
    }

    @Test func storingKeepsWhatIsThereAndHidesTheFile() async throws {
        try write(
            #"{"auths": {"quay.io": {"auth": "eDp5"}}, "psFormat": "x", "HttpHeaders": {"A": "b"}}"#, to: "real.json",
            mode: 0o644)
        try FileManager.default.createDirectory(atPath: folder.file(".docker"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file(".docker/config.json"), withDestinationPath: folder.file("real.json"))
        let place = try await keeper().store(user: "ada", password: Sensitive("secret"), for: "docker.io")
        #expect(place == folder.file(".docker/config.json"))
        let document = try read("real.json")
        #expect(document["psFormat"] == "x")
        #expect(document.at("HttpHeaders", "A") == "b")
        #expect(document.at("auths", "quay.io", "auth") == "eDp5")
        let packed = JSONValue.string(Data("ada:secret".utf8).base64EncodedString())
        #expect(document.at("auths", "https://index.docker.io/v1/", "auth") == packed)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("real.json"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await keeper().credentials(registry: "docker.io")?.user == "ada")
        #expect(try await keeper().remove("docker.io"))
        #expect(try await keeper().credentials(registry: "docker.io") == nil)
        #expect(try await keeper().remove("docker.io") == false)
    }

    @Test func aHelperKeepsThemAndTheFileDoesNot() async throws {
        try write(#"{"credsStore": "chain", "credHelpers": {"ghcr.io": "other"}}"#, to: ".docker/config.json")
        try helper("chain")
        #expect(try await keeper().credentials(registry: "quay.io") == nil)
        let place = try await keeper().store(user: "ada", password: Sensitive("hush"), for: "quay.io")
        #expect(place == "docker-credential-chain")
        #expect(try await keeper().credentials(registry: "quay.io")?.proof == .password(user: "ada", Sensitive("hush")))
        #expect(try read(".docker/config.json").rendered().contains("hush") == false)
        #expect(try String(contentsOfFile: folder.file("arguments"), encoding: .utf8).contains("hush") == false)
        #expect(try await keeper().remove("quay.io"))
        #expect(try await keeper().credentials(registry: "quay.io") == nil)
        #expect(FileManager.default.fileExists(atPath: folder.file("kept")) == false)
    }

    @Test func aHelpersTokenIsAnIdentityToken() async throws {
        try write(#"{"credHelpers": {"quay.io": "chain"}}"#, to: ".docker/config.json")
        try helper("chain", #"read -r host; echo "{\"Username\":\"<token>\",\"Secret\":\"for $host\"}""#)
        let found = try await keeper().credentials(registry: "quay.io")
        #expect(found?.proof == .identityToken(Sensitive("for quay.io")))
        #expect(found?.origin == "docker-credential-chain")
    }
}
