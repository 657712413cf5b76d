// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.engines, .timeLimit(.minutes(5))) struct LoginTests {
    @Test func whatTheRegistryRefusesIsNotKept() async throws {
        let user = try ImageUser(.docker)
        try await ContainerRegistry.running(.password) { registry in
            let wrong = await user.type("login", registry.host, "--username", "scientist", input: "battery")
            #expect(wrong.status == 1)
            #expect(wrong.words.contains("refuses the credentials of standard input"))
            #expect(!wrong.words.contains("battery"))
            let nobody = await user.type("login", registry.host, input: "correct horse")
            #expect(nobody.status == 64)
            #expect(nobody.words.contains("--username"))
            let silent = await user.type("login", registry.host, "-u", "scientist", input: nil)
            #expect(silent.status == 64)
            #expect(!FileManager.default.fileExists(atPath: user.folder.file(".docker")))
            registry.stop()
            let gone = await user.type("login", registry.host, "-u", "scientist", input: "correct horse")
            #expect(gone.status == 1)
            #expect(!FileManager.default.fileExists(atPath: user.folder.file(".docker")))
        }
    }

    @Test(arguments: ["", "a b", "../x", "host/with space", "UPPER_CASE!"])
    func whatIsNoRegistryIsRefused(_ name: String) async throws {
        let user = try ImageUser(.docker)
        #expect(await user.type("login", name, "-u", "me", input: "x").status == 64)
    }

    @Test func whatIsTakenIsKeptForDockerAndForgottenAgain() async throws {
        let user = try ImageUser(.docker)
        try user.write(#"{"psFormat": "mine"}"#, to: ".docker/config.json")
        try await ContainerRegistry.running(.password) { registry in
            let fine = await user.type(
                "login", "http://\(registry.host)/v2/", "--username", "scientist", "--password-stdin",
                input: "correct horse")
            #expect(fine.status == 0, "\(fine.words)")
            let kept = try user.read(".docker/config.json")
            #expect(kept.contains(Data("scientist:correct horse".utf8).base64EncodedString()))
            #expect(kept.contains("psFormat") && kept.contains("\"\(registry.host)\""))
            let attributes = try FileManager.default.attributesOfItem(atPath: user.folder.file(".docker/config.json"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let first = await user.type("logout", registry.host)
            #expect(first.words.contains("are forgotten"))
            #expect(try !user.read(".docker/config.json").contains(registry.host))
            let second = await user.type("logout", registry.host)
            #expect(second.status == 0 && second.words.contains("there were none"))
        }
    }
}
