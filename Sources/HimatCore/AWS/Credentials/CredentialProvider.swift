// SPDX-License-Identifier: MIT
internal import HimatSupport

/// One place where keys may be found.
protocol CredentialProvider: Sendable {
    /// What it is called in errors: `environment`, `profile dev`.
    var name: String { get }
    /// Its keys, or why it has none.
    /// - Throws: `HimatError` when it is meant to have keys and failed to get them; the chain ends there.
    func find() async throws -> CredentialFinding
}

/// What a provider came up with.
enum CredentialFinding: Sendable, Equatable {
    /// Keys.
    case found(AWSCredentials)
    /// None, and why.
    case none(String)
}
