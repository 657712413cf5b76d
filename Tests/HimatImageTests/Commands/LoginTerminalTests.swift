// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatImage

/// `login` on a real terminal and a real registry: the password is asked for and never shown.
@Suite(.timeLimit(.minutes(1))) struct LoginTerminalTests {
    private let folder: TemporaryFolder
    private let terminal: PseudoTerminal

    init() throws {
        folder = try TemporaryFolder()
        terminal = try PseudoTerminal()
    }

    private func start(_ registry: ContainerRegistry, _ flags: String...) throws -> ChildProcess {
        try ChildProcess("himat-image", words(registry) + flags, in: folder, at: terminal.programEnd)
    }

    /// The same where the terminal is the program's own, so that its keys send signals.
    private func startAtItsTerminal(_ registry: ContainerRegistry) throws -> ChildProcess {
        let line = ["--ctty", "--wait", ChildProcess.path(of: "himat-image")] + words(registry)
        return try ChildProcess("/usr/bin/setsid", line, in: folder, at: terminal.programEnd)
    }

    private func words(_ registry: ContainerRegistry) -> [String] {
        ["login", registry.host, "--username", "scientist"]
    }

    /// The prompt comes when nothing typed is shown any more.
    private func prompted(_ child: ChildProcess) async throws {
        try await child.until { _ in terminal.text.contains("Password of scientist: ") }
        #expect(!terminal.echoes)
    }

    private var kept: String? { try? String(contentsOfFile: folder.file(".docker/config.json"), encoding: .utf8) }

    @Test func controlCAfterHalfAPasswordLeavesATerminalThatShowsWhatIsTyped() async throws {
        try await ContainerRegistry.running(.password) { registry in
            let child = try startAtItsTerminal(registry)
            try await prompted(child)
            try terminal.press("correct\u{03}")
            #expect(try await child.wait().status == 130)
            #expect(terminal.echoes)
            #expect(kept == nil && !terminal.text.contains("correct"), "\(terminal.text)")
        }
        terminal.close()
    }

    @Test func soDoesASignalFromElsewhere() async throws {
        try await ContainerRegistry.running(.password) { registry in
            let child = try start(registry)
            try await prompted(child)
            child.signal(SIGTERM)
            #expect(try await child.wait().status == 143)
            #expect(terminal.echoes && kept == nil)
        }
        terminal.close()
    }

    @Test(arguments: ["battery", ""]) func aWrongPasswordOrNoneIsSaidAndNotKept(_ password: String) async throws {
        try await ContainerRegistry.running(.password) { registry in
            let child = try start(registry)
            try await prompted(child)
            try terminal.type(password)
            #expect(try await child.wait().status == (password.isEmpty ? 64 : 1))
            try await Self.until {
                terminal.text.contains(password.isEmpty ? "No password was typed" : "refuses the credentials")
            }
            #expect(terminal.echoes)
            #expect(kept == nil && !terminal.text.contains("battery"))
        }
        terminal.close()
    }

    @Test func withPasswordStdinATerminalIsRefused() async throws {
        try await ContainerRegistry.running(.password) { registry in
            let child = try start(registry, "--password-stdin")
            #expect(try await child.wait().status == 64)
        }
        terminal.close()
    }

    @Test func theRightPasswordIsTakenAndNotShown() async throws {
        try await ContainerRegistry.running(.password) { registry in
            let child = try start(registry)
            try await prompted(child)
            try terminal.type("correct horse")
            #expect(try await child.wait().status == 0, "\(terminal.text)")
            #expect(terminal.echoes && !terminal.text.contains("horse"))
            #expect(kept?.contains(Data("scientist:correct horse".utf8).base64EncodedString()) == true)
        }
        terminal.close()
    }

    /// What a program has written reaches the test a moment after its end.
    private static func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
