// SPDX-License-Identifier: MIT
public import HimatHTTP
internal import HimatSupport

/// Where an API server is, what its TLS is trusted by and who asks.
public struct KubernetesConnection: Sendable {
    /// The server's URL without a trailing slash, e.g. `https://…eks.amazonaws.com`.
    public var server: String
    /// What TLS trusts; a client certificate may be added by the credential.
    public var tls: TLSOptions
    /// The proxy's URL; nil = as the environment says.
    public var proxy: String?
    /// Where credentials come from.
    public var credentials: KubernetesCredentialSource
    /// Header fields of every request: as whom the user asks.
    public var headers: [(name: String, value: String)] = []
    /// The namespace the kubeconfig's context names; HiMAT works in its configuration's own.
    public var namespace: String?
    /// What the user should be told before the first request, e.g. that certificates are not checked.
    public var warnings: [String]

    /// Describes a connection.
    public init(
        server: String, tls: TLSOptions, proxy: String? = nil, namespace: String? = nil, warnings: [String] = [],
        credentials: @escaping KubernetesCredentialSource
    ) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.tls = tls
        self.proxy = proxy
        self.namespace = namespace
        self.warnings = warnings
        self.credentials = credentials
    }

    /// The server's host, and its port where it names one.
    public var host: String {
        let rest = server.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(rest)
    }
}
