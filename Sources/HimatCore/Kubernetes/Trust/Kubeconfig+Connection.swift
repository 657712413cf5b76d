// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
public import HimatSupport

extension Kubeconfig {
    /// The connection a context describes.
    /// - Parameter context: its name; nil = the current one.
    /// - Throws: `HimatError` (usage) for an unknown context, cluster or user, naming the known ones.
    public func connection(
        context name: String? = nil, environment: ProcessEnvironment, clock: any WallClock = SystemClock()
    ) throws -> KubernetesConnection {
        guard let name = name ?? currentContext else {
            throw HimatError(
                .usage, "The kubeconfig has no current context", details: ["contexts: \(Self.names(contexts))"],
                nextStep: "name one with --context")
        }
        guard let context = contexts[name] else { throw unknown("context", name, Self.names(contexts)) }
        guard let cluster = clusters[context.cluster] else {
            throw unknown("cluster", context.cluster, Self.names(clusters))
        }
        guard cluster.server.hasPrefix("https://") || cluster.server.hasPrefix("http://") else {
            throw HimatError(.usage, "The cluster \(context.cluster) of the kubeconfig has no server URL")
        }
        if !context.user.isEmpty, users[context.user] == nil {
            throw unknown("user", context.user, Self.names(users))
        }
        let user = users[context.user]
        var warnings: [String] = []
        if cluster.isInsecure {
            warnings.append("the certificate of \(cluster.server) is not checked (insecure-skip-tls-verify)")
        }
        return KubernetesConnection(
            server: cluster.server, tls: try tls(cluster, user), proxy: cluster.proxyURL,
            namespace: context.namespace, warnings: warnings,
            credentials: try Self.credentials(user, named: context.user, of: cluster, environment, clock))
    }

    private func tls(_ cluster: Cluster, _ user: User?) throws -> TLSOptions {
        TLSOptions(
            certificateAuthorities: cluster.isInsecure ? nil : try cluster.certificateAuthority.map(Self.read),
            clientCertificate: try user?.clientCertificate.map(Self.read),
            clientKey: try user?.clientKey.map { Sensitive(try Self.read($0)) },
            serverName: cluster.tlsServerName, isInsecure: cluster.isInsecure)
    }

    /// In kubectl's order: token, token file, basic, exec; a client certificate goes with any of them.
    private static func credentials(
        _ user: User?, named name: String, of cluster: Cluster, _ environment: ProcessEnvironment,
        _ clock: any WallClock
    ) throws -> KubernetesCredentialSource {
        guard let user else { return { KubernetesCredential() } }
        if let path = user.tokenFile { return { try tokenFile(path, clock) } }
        if let token = user.token { return { KubernetesCredential(token: token) } }
        if let username = user.username, let password = user.password {
            return { KubernetesCredential(basic: (user: username, password: password)) }
        }
        if let plugin = user.exec {
            let exec = ExecCredential(plugin: plugin, environment: environment, clusterInfo: info(cluster))
            return { try await exec.credential() }
        }
        if let provider = user.authProvider {
            throw HimatError(
                .usage,
                "The user \(name) of the kubeconfig has the auth-provider \(provider), which Kubernetes dropped",
                nextStep: "use an exec plug-in instead")
        }
        return { KubernetesCredential() }
    }

    private static func tokenFile(_ path: String, _ clock: any WallClock) throws -> KubernetesCredential {
        let text = String(decoding: try read(.file(path)), as: UTF8.self)
        let token = text.filter { !$0.isWhitespace }
        // The file is rotated by others: read it again after a minute, as client-go does.
        return KubernetesCredential(token: Sensitive(token), expiry: clock.now().addingTimeInterval(90))
    }

    private static func info(_ cluster: Cluster) -> JSONValue {
        var info: JSONValue = ["server": .string(cluster.server)]
        if cluster.isInsecure { info["insecure-skip-tls-verify"] = true }
        if let name = cluster.tlsServerName { info["tls-server-name"] = .string(name) }
        if let proxy = cluster.proxyURL { info["proxy-url"] = .string(proxy) }
        if let authority = cluster.certificateAuthority, let bytes = try? read(authority) {
            info["certificate-authority-data"] = .string(Data(bytes).base64EncodedString())
        }
        return info
    }

    private static func read(_ source: FileOrInline) throws -> [UInt8] {
        switch source {
        case .inline(let bytes): return bytes.revealed
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw HimatError(.usage, "The file \(path), which the kubeconfig names, cannot be read")
            }
            return [UInt8](data)
        }
    }

    private static func names<Value>(_ table: [String: Value]) -> String {
        table.isEmpty ? "none" : table.keys.sorted().joined(separator: ", ")
    }

    private func unknown(_ what: String, _ name: String, _ known: String) -> HimatError {
        HimatError(.usage, "The kubeconfig has no \(what) \(name)", details: ["\(what)s: \(known)"])
    }
}
