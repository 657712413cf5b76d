// SPDX-License-Identifier: MIT
import HimatCore

/// Starts an image once, as the cluster would, and looks whether everything in it works together.
struct ImageProbe {
    let engine: EngineClient

    /// One thing that was tried.
    struct Check: Equatable, Sendable {
        let name: String
        let isGood: Bool
        let words: String
    }

    /// Runs the probe in a container without a network, as a user who is not root.
    /// - Parameter names: the packages asked for, in PyPI's names: they are imported.
    func run(_ image: String, importing names: [String]) async throws -> [Check] {
        var options = ContainerOptions(image: image, command: ["python", "-c", Self.program] + names)
        options.entrypoint = []
        options.user = "1000:1000"
        options.network = "none"
        options.usesInit = false
        return try await engine.withContainer(options) { id in
            try await engine.startContainer(id)
            let status = try await engine.waitForContainer(id)
            let logs = try await engine.logs(id)
            var checks = Self.checks(in: logs.output)
            if status != 0 || checks.isEmpty {
                let tail = (logs.errors + logs.output).split(separator: "\n").suffix(5).joined(separator: " | ")
                checks.append(
                    Check(name: "container", isGood: false, words: "ended with \(status): \(tail.cut(to: 600))"))
            }
            return checks
        }
    }

    static func checks(in output: String) -> [Check] {
        output.split(separator: "\n").compactMap { line in
            guard let json = try? JSONValue.parse(String(line)), let name = json["check"]?.string,
                let isGood = json["good"]?.bool
            else { return nil }
            return Check(name: name, isGood: isGood, words: json["words"]?.string ?? "")
        }
    }
}

extension String {
    fileprivate func cut(to count: Int) -> String { self.count > count ? "…" + suffix(count) : self }
}
