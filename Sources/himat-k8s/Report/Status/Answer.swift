// SPDX-License-Identifier: MIT
import HimatCore

/// What was asked of a server: what it said, or in words why it did not, which never fails the rest.
enum Answer<Value: Sendable>: Sendable {
    case given(Value)
    case missing(String)

    /// The value, if there is one.
    var value: Value? { if case .given(let value) = self { value } else { nil } }
    /// Why there is none.
    var reason: String? { if case .missing(let reason) = self { reason } else { nil } }

    /// Asks; only an interruption is passed on.
    static func asking(_ question: () async throws -> Value) async throws -> Answer {
        do {
            return .given(try await question())
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as HimatError {
            try Task.checkCancellation()
            return .missing(error.reason)
        } catch {
            return .missing("\(error)")
        }
    }
}

extension HimatError {
    /// The error in one line: the server's own words where it said some, else what happened and why.
    var reason: String {
        if let status = kubernetesStatus, !status.message.isEmpty { return status.message }
        guard let inner = cause as? HimatError else { return message }
        return "\(message): \(inner.message)"
    }
}
