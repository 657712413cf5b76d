// SPDX-License-Identifier: MIT

/// Where a client takes its keys from, anew for each attempt.
public protocol CredentialSource: Sendable {
    /// Keys that are valid now.
    /// - Throws: `HimatError` (credentials) that lists who was asked and why each had none.
    func credentials() async throws -> AWSCredentials
    /// Other keys than these, which a service refused as expired; the same again when there are no others.
    func credentials(insteadOf refused: AWSCredentials) async throws -> AWSCredentials
}

/// Keys that are known and never change.
public struct StaticCredentials: CredentialSource {
    private let known: AWSCredentials

    /// Wraps keys.
    public init(_ known: AWSCredentials) { self.known = known }

    /// The keys.
    public func credentials() -> AWSCredentials { known }
    /// The same keys: there are no others.
    public func credentials(insteadOf refused: AWSCredentials) -> AWSCredentials { known }
}
