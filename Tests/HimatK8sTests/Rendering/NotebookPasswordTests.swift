// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

/// A real Jupyter Server, started with what the rendered pod would give it.
@Suite struct NotebookPasswordTests {
    private static let password = "correct horse"
    private static let token = "0123456789abcdef"

    /// Made by jupyter_server.auth.passwd with each algorithm.
    private func hash(_ algorithm: String) async throws -> String {
        let script = "from jupyter_server.auth import passwd; print(passwd('\(Self.password)', '\(algorithm)'), end='')"
        return try await PythonEnvironment.find().run(["-c", script])
    }

    /// What the server of this configuration answers to each kind of visitor.
    private func answers(_ flags: [String: String]) async throws -> JSONValue {
        let objects = try Example.objects(flags) { $0.token = .known(Sensitive(Self.token)) }
        let pod = objects.first { $0.kindName == "Deployment" && $0.name == Jupyter.name }?.spec.at("template", "spec")
        let secret = objects.first { $0.kindName == "Secret" }?.json["data"]
        let texts = objects.first { $0.kindName == "ConfigMap" }?.json["data"]?.object ?? [:]
        var environment: [String: JSONValue] = [:]
        for variable in pod?["containers"]?[0]?["env"]?.array ?? [] {
            let name = try #require(variable["name"]?.string)
            if let key = variable.at("valueFrom", "secretKeyRef", "key")?.string {
                let data = secret?[key]?.string.flatMap { Data(base64Encoded: $0) }
                environment[name] = .string(String(decoding: try #require(data), as: UTF8.self))
            } else {
                environment[name] = variable["value"]
            }
        }
        var files: [String: JSONValue] = [:]
        for (name, text) in texts { files["/etc/himat/jupyter/\(name)"] = text }
        let input: JSONValue = [
            "files": .object(files), "environment": .object(environment), "password": .string(Self.password),
        ]
        let script = PackageFolder.path("Tests/Sandbox/checks/notebook.py")
        return try JSONValue.parse(try await PythonEnvironment.find().run(["-B", script], input: input.rendered()))
    }

    @Test(arguments: ["argon2", "sha1", "sha256"])
    func thePasswordOpensTheNotebookAndSoDoesHiMATsToken(algorithm: String) async throws {
        let answers = try await answers(["jupyter_password_hash": try await hash(algorithm)])
        #expect(answers["nobody"] == 403)
        #expect(answers["token"] == 200)
        #expect(answers["password"] == 200)
        #expect(answers["wrong"] == 403)
        // A password typed on the login page would be forgotten with the pod, so none is taken.
        #expect(answers["afterwards"] == 403)
    }

    @Test func withoutAHashTheTokenAloneOpensIt() async throws {
        let answers = try await answers([:])
        #expect(answers["nobody"] == 403)
        #expect(answers["token"] == 200)
        #expect(answers["password"] == 403)
    }
}
