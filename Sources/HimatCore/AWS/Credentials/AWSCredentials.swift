// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// An access key, for good or for a session.
public struct AWSCredentials: Sendable, Equatable {
    /// The key's id, which is no secret.
    public var accessKeyID: String
    /// Enough of the id to tell one key from another, too little to search logs for.
    var maskedKeyID: String { "\(accessKeyID.prefix(4))…\(accessKeyID.suffix(4))" }
    /// The key's secret.
    public var secretAccessKey: Sensitive<String>
    /// The session's token; nil for a user's long-lived key.
    public var sessionToken: Sensitive<String>?
    /// When the session ends; nil = never, as far as is known.
    public var expiration: Date?
    /// Where they came from, as errors say it: `the environment`, `profile dev of /home/a/.aws/credentials`.
    public var source: String

    /// Builds credentials.
    public init(
        accessKeyID: String, secretAccessKey: Sensitive<String>, sessionToken: Sensitive<String>? = nil,
        expiration: Date? = nil, source: String
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.source = source
    }
}
