// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

extension Kubeconfig.User {
    /// Refuses what kubectl refuses: two ways to prove who asks, half a certificate, a provider that is no more.
    func check(named name: String) throws {
        func refuse(_ what: String, _ step: String? = nil) -> HimatError {
            HimatError(.usage, "The user \(name) of the kubeconfig \(what)", nextStep: step)
        }
        if token != nil, username != nil { throw refuse("has both a token and a username", "take one of them out") }
        if clientCertificate != nil, clientKey == nil {
            throw refuse("has a client-certificate without its client-key")
        }
        if impersonation.isHeadless { throw refuse("has as-groups, as-uid or as-user-extra without as") }
        if let fault = exec?.fault { throw refuse("cannot log in: its exec \(fault)") }
        guard let authProvider else { return }
        throw refuse(
            "has the auth-provider \(authProvider), which Kubernetes dropped in 1.26",
            "use an exec plug-in instead, e.g. gke-gcloud-auth-plugin or kubelogin")
    }

    /// In kubectl's order: token file, token, basic, exec; a client certificate goes with any of them.
    func credentials(
        info: JSONValue, _ environment: ProcessEnvironment, _ clock: any WallClock,
        _ say: @escaping @Sendable (String) -> Void
    ) -> KubernetesCredentialSource {
        let inline = token
        if let path = tokenFile { return { try Self.tokenFile(path, else: inline, clock) } }
        if let inline { return { KubernetesCredential(token: inline) } }
        if let username {
            let password = password ?? Sensitive("")
            return { KubernetesCredential(basic: (user: username, password: password)) }
        }
        if let plugin = exec {
            let exec = ExecCredential(
                plugin: plugin, environment: environment, clusterInfo: info, clock: clock, say: say)
            return { try await exec.credential() }
        }
        return { KubernetesCredential() }
    }

    /// The file is rotated by others: it is read again after a minute, as client-go does. A token beside it stands in for it.
    private static func tokenFile(_ path: String, else token: Sensitive<String>?, _ clock: any WallClock) throws
        -> KubernetesCredential
    {
        // The cache renews half a minute before this.
        let expiry = clock.now().addingTimeInterval(90)
        do {
            let text = String(decoding: try Kubeconfig.FileOrInline.file(path).read(), as: UTF8.self)
            let words = text.filter { !$0.isWhitespace }
            guard !words.isEmpty else { throw HimatError(.credentials, "The token file \(path) is empty") }
            return KubernetesCredential(token: Sensitive(words), expiry: expiry)
        } catch {
            guard let token else { throw error }
            return KubernetesCredential(token: token, expiry: expiry)
        }
    }
}

extension Kubeconfig.FileOrInline {
    /// The bytes.
    func read() throws -> [UInt8] {
        switch self {
        case .inline(let bytes): return bytes.revealed
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw HimatError(.usage, "The file \(path), which the kubeconfig names, cannot be read")
            }
            return [UInt8](data)
        }
    }

    /// The bytes in base64; nil when they cannot be read.
    var base64: String? { (try? read()).map { Data($0).base64EncodedString() } }
}
