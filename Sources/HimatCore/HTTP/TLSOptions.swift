// SPDX-License-Identifier: MIT
public import HimatSupport

/// What a TLS connection trusts and shows.
public struct TLSOptions: Sendable, Hashable {
    /// Certificates to trust, PEM; nil = the machine's own list (or `AWS_CA_BUNDLE`, set by the caller as bytes).
    public var certificateAuthorities: [UInt8]?
    /// The client certificate chain, PEM.
    public var clientCertificate: [UInt8]?
    /// The client's private key, PEM; kept in memory only.
    public var clientKey: Sensitive<[UInt8]>?
    /// The name the server's certificate must carry, when it is not the URL's host.
    public var serverName: String?
    /// Accepts any certificate. Whoever sets it has warned the user.
    public var isInsecure: Bool

    /// Builds options; without arguments the machine's own trust.
    public init(
        certificateAuthorities: [UInt8]? = nil, clientCertificate: [UInt8]? = nil,
        clientKey: Sensitive<[UInt8]>? = nil, serverName: String? = nil, isInsecure: Bool = false
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.isInsecure = isInsecure
    }
}
