// SPDX-License-Identifier: MIT
public import HimatSupport

/// Whether a call may be sent again when its fate is unknown.
public enum Repeatability: Sendable, Hashable {
    /// It reads, or doing it twice is the same as once.
    case safe
    /// It carries a client token, so the service recognises a repetition.
    case clientToken
    /// Never repeated blindly: only refusals before any work (throttling, a connection that was never made) are retried.
    case never
}

/// What the typed operations (`EC2`, `EKS`, …) call: one signed request and its decoded answer.
public protocol AWSCalling: Sendable {
    /// The region requests go to.
    var region: String { get }
    /// Calls an action of a query service (`ec2Query`, `query`): flat parameters such as `Filter.1.Name`.
    /// - Returns: the answer's root element.
    /// - Throws: `HimatError` whose `cause` is an `AWSError` when the service refused.
    func query(_ service: AWSService, _ action: String, _ parameters: [(String, String)], repeatability: Repeatability)
        async throws -> XMLElement
    /// Calls an action of a JSON 1.1 service.
    func json(_ service: AWSService, _ action: String, _ body: JSONValue, repeatability: Repeatability) async throws
        -> JSONValue
    /// Calls a REST JSON service; the pieces of `path` and the `query` are encoded here.
    func rest(
        _ service: AWSService, _ method: String, _ path: [String], query: [(String, String)], body: JSONValue?,
        action: String, repeatability: Repeatability
    ) async throws -> JSONValue
}
