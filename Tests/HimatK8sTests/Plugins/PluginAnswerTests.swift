// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct PluginAnswerTests {
    private func answer(_ text: String, words: String = "") throws -> PluginAnswer {
        try PluginAnswer(.init(output: Array(text.utf8), words: words), of: "hello")
    }

    private static let head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

    @Test(arguments: [
        ("", "no ResourceList"), ("hello", "no ResourceList"), ("{\"kind\": \"List\"}", "no ResourceList"),
        ("kind: [", "no YAML document"), ("a: 1\n---\nb: 2\n", "no YAML document"),
        ("apiVersion: v1\nkind: ResourceList\n", "no ResourceList"),
        (head + "items: {a: b}\n", "items are no list"), (head + "items: 7\n", "items are no list"),
        ("\u{1B}[2J", "no YAML document"),
    ])
    func garbageIsRefused(_ text: String, _ reason: String) async throws {
        let error = try await failure { _ = try answer(text, words: "my last words\n") }
        #expect(error.code == .malformed)
        #expect(error.message.contains("The plug-in hello printed") && error.message.contains(reason))
        #expect(error.details == ["hello: my last words"])
        #expect(!error.description.contains("\u{1B}"))
    }

    @Test func bytesThatAreNoTextAreRefused() async throws {
        let error = try await failure { _ = try PluginAnswer(.init(output: [0xFF, 0xFE], words: ""), of: "hello") }
        #expect(error.message.contains("not UTF-8"))
    }

    @Test func aBombOfAliasesIsRefused() async throws {
        var text = Self.head + "items:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            text += "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        _ = try await failure { _ = try answer(text) }
    }

    @Test func aResultOfSeverityErrorFails() async throws {
        let text =
            Self.head
            + "items: []\nresults:\n- {message: \"no \\e[31m home\", severity: error}\n- {message: second, severity: error}\n"
        let error = try await failure { _ = try answer(text) }
        #expect(error.message.contains("refuses: no \u{FFFD}[31m home"))
        #expect(error.details == ["second"])
    }

    @Test func warningsAreKeptAndTheRestIsNot() throws {
        let text = Self.head + "results:\n- {message: old, severity: warning}\n- {message: fine}\n"
        let answer = try answer(text)
        #expect(answer.warnings == ["old"])
        #expect(answer.items.isEmpty)
    }
}
