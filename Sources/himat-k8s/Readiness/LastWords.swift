// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The last lines a container wrote before it ended: few, short, and without the notebook's token.
struct LastWords: Sendable {
    /// How many lines, and how many characters of each.
    static let (lines, width) = (5, 200)

    let target: Target

    /// The lines of a pod's container, asked for once a restart; nil when there are none or they cannot be read.
    func of(_ pod: KubernetesObject, _ trouble: PodTrouble, in context: OperationContext) async throws -> String? {
        guard let container = trouble.container, let namespace = pod.namespace else { return nil }
        return try await target.once("log \(pod.uid) \(container) \(trouble.restarts)", in: context) {
            guard let text = try await text(pod.name, namespace, container) else { return nil }
            return Self.shown(text, hiding: try await token())
        }
    }

    /// Of the run before the present one, which is the one that ended; of the present one where there was none before.
    private func text(_ pod: String, _ namespace: String, _ container: String) async throws -> String? {
        for previous in [true, false] {
            do {
                return try await target.client.log(
                    pod: pod, namespace: namespace, container: container, lines: Self.lines, previous: previous)
            } catch let error as HimatError where error.code != .network {
                continue
            }
        }
        return nil
    }

    private func token() async throws -> String? {
        let key = Workload.SecretReference.notebookToken
        let secret = try? await target.client.get(ObjectReference(.secret, key.secret, namespace: target.namespace))
        let data = secret?.json.at("data", key.key)?.string.flatMap { Data(base64Encoded: $0) }
        return data.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The lines on one line, secrets hidden; nil when nothing is left.
    static func shown(_ text: String, hiding token: String?) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).suffix(Self.lines).map { line in
            hidingLinks(hiding(token, in: String(line))).harmless.cut(to: width)
        }
        return lines.isEmpty ? nil : lines.joined(separator: " | ")
    }

    private static func hiding(_ token: String?, in line: String) -> String {
        guard let token, !token.isEmpty else { return line }
        return line.replacing(token, with: "(token)")
    }

    /// `…?token=abc` of a notebook that prints its own link, whatever its token is.
    private static func hidingLinks(_ line: String) -> String {
        var parts = line.split(separator: "token=", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            let rest = parts[index].drop { !$0.isWhitespace && $0 != "&" && $0 != "\"" && $0 != "'" }
            parts[index] = "(hidden)" + rest
        }
        return parts.joined(separator: "token=")
    }
}
