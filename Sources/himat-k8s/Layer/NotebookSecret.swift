// SPDX-License-Identifier: MIT
import Crypto
import FoundationEssentials
import HimatCore

/// What the notebook's Secret is to hold: the token that is there stays, unless the user set another.
struct NotebookSecret: Sendable {
    let token: Sensitive<String>
    /// Another one for every content but the first, so that the pod starts anew when the content changes. It is made of
    /// chance alone: a hash of the content would let others try passwords against it.
    let version: String?

    /// - Parameters:
    ///   - token: the user's own; nil = the present one, or the fresh one where there is none.
    ///   - fresh: random, and the same for the whole run, so that plan and apply agree.
    init(live: KubernetesObject?, token own: Sensitive<String>?, fresh: Sensitive<String>, passwordHash: String?) {
        let present = live.flatMap { Self.text(.notebookToken, of: $0) }
        token = own ?? present.map { Sensitive($0) } ?? fresh
        guard let live, let present else {
            version = nil
            return
        }
        let isSame = present == token.revealed && Self.text(.notebookPassword, of: live) == passwordHash
        version = isSame ? live.annotations[ObjectNames.secretVersion] : Self.name(from: fresh)
    }

    static func live(_ target: Target, in context: OperationContext) async throws -> KubernetesObject? {
        let reference = ObjectReference(.secret, ObjectNames.token, namespace: target.namespace)
        return try await target.live(reference, in: context).flatMap { target.owns($0) ? $0 : nil }
    }

    private static func text(_ key: Workload.SecretReference, of secret: KubernetesObject) -> String? {
        let data = secret.json.at("data", key.key)?.string.flatMap { Data(base64Encoded: $0) }
        return data.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func name(from fresh: Sensitive<String>) -> String {
        let seed = Array("secret-version \(fresh.revealed)".utf8)
        return KubernetesLayer.hexadecimal(Array(SHA256.hash(data: seed).prefix(4)))
    }
}
