// SPDX-License-Identifier: MIT
public import HimatSupport

/// What a kubeconfig says after its files were merged: clusters, users and contexts by name.
public struct Kubeconfig: Sendable {
    /// A cluster: where it is and what its TLS is trusted by.
    public struct Cluster: Sendable {
        /// The server's URL.
        public var server: String
        /// The certificates to trust, PEM.
        public var certificateAuthority: FileOrInline?
        /// Accepts any certificate.
        public var isInsecure: Bool
        /// The name the certificate must carry.
        public var tlsServerName: String?
        /// The proxy's URL.
        public var proxyURL: String?
        /// What the cluster's exec plug-ins are told in `spec.cluster.config`.
        public var execConfig: JSONValue?
    }

    /// A user: what proves who asks.
    public struct User: Sendable {
        /// A client certificate, PEM.
        public var clientCertificate: FileOrInline?
        /// Its key, PEM.
        public var clientKey: FileOrInline?
        /// A bearer token.
        public var token: Sensitive<String>?
        /// A file with a bearer token, read again for every new credential.
        public var tokenFile: String?
        /// A user's name for basic authentication.
        public var username: String?
        /// The password for basic authentication.
        public var password: Sensitive<String>?
        /// A program that gives credentials.
        public var exec: ExecPlugin?
        /// The name of an authentication provider, which Kubernetes dropped in 1.26.
        public var authProvider: String?
        /// As whom he asks.
        public var impersonation = Impersonation()
    }

    /// A context: a cluster, a user and a namespace.
    public struct Context: Sendable {
        /// The cluster's name.
        public var cluster: String
        /// The user's name; empty = none.
        public var user: String
        /// The namespace.
        public var namespace: String?
    }

    /// Bytes given in the file itself or by a path.
    public enum FileOrInline: Sendable {
        /// An absolute path.
        case file(String)
        /// The bytes.
        case inline(Sensitive<[UInt8]>)
    }

    /// The clusters by name.
    public var clusters: [String: Cluster] = [:]
    /// The users by name.
    public var users: [String: User] = [:]
    /// The contexts by name.
    public var contexts: [String: Context] = [:]
    /// The context that is used when none is named.
    public var currentContext: String?

    /// An empty kubeconfig.
    public init() {}

    /// Adds what another file says; whatever is there already stays, as in kubectl.
    public mutating func merge(_ later: Kubeconfig) {
        clusters.merge(later.clusters) { first, _ in first }
        users.merge(later.users) { first, _ in first }
        contexts.merge(later.contexts) { first, _ in first }
        currentContext = currentContext ?? later.currentContext
    }
}
