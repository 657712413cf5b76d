// SPDX-License-Identifier: MIT
public import HimatSupport

/// Why no answer, or only part of one, came; stands as the cause in the `HimatError` that a client throws.
public struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What stood in the way.
    public enum Reason: Sendable, Equatable {
        /// The host's or the proxy's name is unknown.
        case nameNotResolved
        /// Nobody listens, or the way there is closed.
        case notConnected
        /// The connection ended too early.
        case cut
        /// The proxy cannot be reached, or did not reach the server.
        case proxy
        /// The proxy does not let us through.
        case proxyRefused
        /// The server's certificate comes from an authority that is not trusted.
        case untrusted
        /// The server's certificate is out of date, or not valid yet.
        case expired
        /// The server's certificate is for another name.
        case wrongName
        /// The server wants a client certificate, or refuses the one it got.
        case clientCertificate
        /// TLS failed otherwise.
        case handshake
        /// No connection within `HTTPTimeouts.connect`.
        case connectTimeout
        /// No whole answer within `HTTPTimeouts.total`.
        case totalTimeout
        /// Silence for longer than `HTTPTimeouts.idle`.
        case idleTimeout
        /// Anything else.
        case other
    }

    /// What stood in the way.
    public var reason: Reason
    /// Whether any byte of the request may have reached the server; false proves that nothing was done.
    public var wasSent: Bool
    /// libcurl's own words.
    public var description: String

    /// Builds a failure.
    public init(_ reason: Reason, wasSent: Bool, description: String) {
        self.reason = reason
        self.wasSent = wasSent
        self.description = description
    }
}

extension HimatError {
    /// The failure of the connection at the bottom of this error, if that is what it is about.
    public var httpFailure: HTTPFailure? {
        var underneath = cause
        while let error = underneath {
            if let failure = error as? HTTPFailure { return failure }
            underneath = (error as? HimatError)?.cause
        }
        return nil
    }
}
