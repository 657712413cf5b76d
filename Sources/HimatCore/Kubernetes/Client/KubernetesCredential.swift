// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// What proves to an API server who asks: a bearer token, a user's password or a client certificate.
public struct KubernetesCredential: Sendable {
    /// A bearer token.
    public var token: Sensitive<String>?
    /// A user and password for basic authentication.
    public var basic: (user: String, password: Sensitive<String>)?
    /// A client certificate, PEM.
    public var clientCertificate: [UInt8]?
    /// Its private key, PEM.
    public var clientKey: Sensitive<[UInt8]>?
    /// When a new one is needed; nil = when the server refuses this one.
    public var expiry: Date?

    /// Builds a credential; without arguments it proves nothing.
    public init(
        token: Sensitive<String>? = nil, basic: (user: String, password: Sensitive<String>)? = nil,
        clientCertificate: [UInt8]? = nil, clientKey: Sensitive<[UInt8]>? = nil, expiry: Date? = nil
    ) {
        self.token = token
        self.basic = basic
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.expiry = expiry
    }

    var authorization: String? {
        if let token { return "Bearer \(token.revealed)" }
        if let basic {
            return "Basic " + Data("\(basic.user):\(basic.password.revealed)".utf8).base64EncodedString()
        }
        return nil
    }
}

/// Where credentials come from: an EKS token, a kubeconfig's user, a fixed token.
public typealias KubernetesCredentialSource = @Sendable () async throws -> KubernetesCredential
