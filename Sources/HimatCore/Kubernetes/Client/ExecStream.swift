// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Puts a result together from the messages of `v5.channel.k8s.io`: the first byte is the channel.
struct ExecStream {
    /// What is run and where, for errors.
    let action: String
    /// The most bytes of both outputs together.
    let limit: Int
    private var result = ExecResult()

    init(action: String, limit: Int) {
        self.action = action
        self.limit = limit
    }

    /// Takes a message; gives the result once the command has ended.
    mutating func take(_ message: [UInt8]) throws -> ExecResult? {
        switch message.first {
        case 1: result.stdout += message.dropFirst()
        case 2: result.stderr += message.dropFirst()
        case 3: return try ended(Array(message.dropFirst()))
        default: return nil
        }
        guard result.stdout.count + result.stderr.count <= limit else {
            throw HimatError(.malformed, "\(action) printed more than \(limit) bytes")
        }
        return nil
    }

    private func ended(_ bytes: [UInt8]) throws -> ExecResult {
        guard let json = try? JSONValue.parse(bytes) else {
            throw HimatError(.malformed, "\(action) ended in a way that cannot be read")
        }
        if json["status"]?.string == "Success" { return result }
        let causes = json.at("details", "causes")?.array ?? []
        let code = causes.first { $0["reason"]?.string == "ExitCode" }?["message"]?.string.flatMap { Int($0) }
        guard let code else {
            throw HimatError(
                .service, "\(action) could not be run",
                cause: KubernetesStatus(
                    code: json["code"]?.int ?? 500, reason: json["reason"]?.string ?? "",
                    message: (json["message"]?.string ?? "no reason was given").harmless))
        }
        var result = result
        result.exitCode = code
        return result
    }
}
