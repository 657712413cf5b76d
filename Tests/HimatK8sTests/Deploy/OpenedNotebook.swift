// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport

@testable import HimatK8s

/// `himat-k8s open` while it runs, and a browser in front of it.
struct OpenedNotebook: Sendable {
    let user: Deployed
    let output: BufferOutput
    let words: BufferOutput
    let http: HTTPClient

    /// Opens the notebook of a deployment, runs `body` once the links are printed, and ends as Ctrl-C does.
    static func using(
        _ user: Deployed, _ arguments: [String] = ["--port", "0"], terminal: Terminal = Terminal(),
        _ body: @escaping @Sendable (OpenedNotebook) async throws -> Void
    ) async throws {
        let (output, words) = (BufferOutput(), BufferOutput())
        let runtime = Runtime.test(
            home: user.folder.path, currentDirectory: user.folder.path, clock: SystemClock(), terminal: terminal,
            output: output, errors: words)
        let opened = OpenedNotebook(user: user, output: output, words: words, http: HTTPClient(environment: .none))
        defer { opened.http.close() }
        let line = ["open", "--kubeconfig", user.sandbox.kubeconfig] + arguments
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                _ = await CommandRunner.run(HimatK8sCommand.self, line, in: runtime)
                return false
            }
            group.addTask {
                try await opened.until("the links are printed") { output.text.contains("dask_url") }
                try await body(opened)
                return true
            }
            let isDone = try await group.next() ?? false
            group.cancelAll()
            guard isDone else { throw HimatError(.internalFault, "open ended by itself: \(words.text)") }
        }
    }

    /// What the two lines of stdout name.
    func link(_ name: String) throws -> String {
        let line = output.text.split(separator: "\n").first { $0.hasPrefix("\(name) = ") }
        guard let line else { throw HimatError(.notFound, "no \(name) in \(output.text)") }
        return String(line.dropFirst(name.count + 3))
    }

    var base: String { get throws { String(try link("jupyter_url").dropLast("/lab".count)) } }

    var token: String {
        get async throws {
            let secret = try await user.live(.secret, ObjectNames.token)
            let text = secret?.json["data"]?.object?.values.first?.string ?? ""
            return String(decoding: Data(base64Encoded: text) ?? Data(), as: UTF8.self)
        }
    }

    func ask(_ path: String, method: String = "GET", body: [UInt8] = []) async throws -> HTTPResponse {
        let request = HTTPRequest(
            method, try base + path, headers: ["Authorization": "token \(try await token)"],
            body: body.isEmpty ? .empty : .bytes(body))
        return try await http.send(request)
    }

    /// Asks until the notebook answers 200, as a person would who presses reload.
    func untilAnswered(_ path: String = "/lab") async throws {
        try await until("\(path) answers") { (try? await ask(path).status) == 200 }
    }

    /// Waits for something to become true, at most for two minutes.
    func until(_ what: String, _ test: () async throws -> Bool) async throws {
        let end = Date().addingTimeInterval(120)
        while try await !test() {
            guard Date() < end else { throw HimatError(.timedOut, "never: \(what); said was: \(words.text)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
