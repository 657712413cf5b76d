// SPDX-License-Identifier: MIT
internal import HimatHTTP
public import HimatSupport

extension Kubeconfig {
    /// The connection a context describes, with the checks that kubectl makes of it.
    /// - Parameters:
    ///   - context: its name; nil = the current one.
    ///   - say: takes what an exec plug-in says on standard error, line by line.
    /// - Throws: `HimatError` (usage) for an unknown context, cluster or user, naming the known ones, and for an entry that
    ///   contradicts itself.
    public func connection(
        context name: String? = nil, environment: ProcessEnvironment, clock: any WallClock = SystemClock(),
        say: @escaping @Sendable (String) -> Void = { _ in }
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
        if !context.user.isEmpty, users[context.user] == nil {
            throw unknown("user", context.user, Self.names(users))
        }
        let user = users[context.user]
        try check(cluster, named: context.cluster)
        if let user { try user.check(named: context.user) }
        let server = try url(of: cluster, named: context.cluster)
        var warnings: [String] = []
        if cluster.isInsecure {
            warnings.append("the certificate of \(server) is not checked (insecure-skip-tls-verify)")
        }
        let nobody: KubernetesCredentialSource = { KubernetesCredential() }
        var connection = KubernetesConnection(
            server: server, tls: try tls(cluster, user), proxy: try Self.proxy(cluster, context.cluster),
            namespace: context.namespace, warnings: warnings,
            credentials: user?.credentials(info: info(cluster, server), environment, clock, say) ?? nobody)
        connection.headers = user?.impersonation.headers ?? []
        return connection
    }

    private func check(_ cluster: Cluster, named name: String) throws {
        guard cluster.isInsecure, cluster.certificateAuthority != nil else { return }
        throw HimatError(
            .usage,
            "The cluster \(name) of the kubeconfig has both a certificate-authority and insecure-skip-tls-verify",
            nextStep: "take insecure-skip-tls-verify out")
    }

    /// A server without a scheme is not guessed at: kubectl would send the token in clear.
    private func url(of cluster: Cluster, named name: String) throws -> String {
        let scheme = cluster.server.firstRange(of: "://").map { cluster.server[..<$0.lowerBound].lowercased() }
        guard let scheme, ["http", "https"].contains(scheme) else {
            throw HimatError(
                .usage, "The cluster \(name) of the kubeconfig has no server URL",
                details: ["server: \(cluster.server)"],
                nextStep: "write https:// before it")
        }
        return cluster.server
    }

    private func tls(_ cluster: Cluster, _ user: User?) throws -> TLSOptions {
        TLSOptions(
            certificateAuthorities: try cluster.certificateAuthority?.read(),
            clientCertificate: try user?.clientCertificate?.read(),
            clientKey: try user?.clientKey.map { Sensitive(try $0.read()) },
            serverName: cluster.tlsServerName, isInsecure: cluster.isInsecure)
    }

    /// kubectl lets a SOCKS proxy resolve the server's name, which libcurl calls `socks5h`.
    private static func proxy(_ cluster: Cluster, _ name: String) throws -> String? {
        guard let url = cluster.proxyURL else { return nil }
        let scheme = url.firstRange(of: "://").map { url[..<$0.lowerBound].lowercased() }
        guard let scheme, ["http", "https", "socks5", "socks5h"].contains(scheme) else {
            throw HimatError(
                .usage, "The proxy-url of the cluster \(name) of the kubeconfig is no http, https or socks5 URL")
        }
        return scheme == "socks5" ? "socks5h" + url.dropFirst(scheme.utf8.count) : url
    }

    private func info(_ cluster: Cluster, _ server: String) -> JSONValue {
        var info: JSONValue = ["server": .string(server)]
        if cluster.isInsecure { info["insecure-skip-tls-verify"] = true }
        if let name = cluster.tlsServerName { info["tls-server-name"] = .string(name) }
        if let proxy = cluster.proxyURL { info["proxy-url"] = .string(proxy) }
        if let config = cluster.execConfig { info["config"] = config }
        if let text = cluster.certificateAuthority?.base64 { info["certificate-authority-data"] = .string(text) }
        return info
    }

    private static func names<Value>(_ table: [String: Value]) -> String {
        table.isEmpty ? "none" : table.keys.sorted().joined(separator: ", ")
    }

    private func unknown(_ what: String, _ name: String, _ known: String) -> HimatError {
        HimatError(.usage, "The kubeconfig has no \(what) \(name)", details: ["\(what)s: \(known)"])
    }
}
