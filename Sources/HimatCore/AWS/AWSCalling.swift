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

/// A refusal as the service said it.
public struct AWSError: Error, Sendable, CustomStringConvertible {
    /// The service's signing name.
    public var service: String
    /// The action, e.g. `CreateVpc`.
    public var action: String
    /// The HTTP status.
    public var status: Int
    /// The service's code, e.g. `VpcLimitExceeded`; `HTTP<status>` when the answer had none.
    public var code: String
    /// The service's message; for an HTML body its title.
    public var message: String
    /// The request id to quote to AWS support.
    public var requestID: String?

    /// Builds an error from its parts.
    public init(service: String, action: String, status: Int, code: String, message: String, requestID: String?) {
        self.service = service
        self.action = action
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    /// `ec2:CreateVpc refused with VpcLimitExceeded (400): … [request id …]`
    public var description: String {
        let id = requestID.map { " [request id \($0)]" } ?? ""
        return "\(service):\(action) answered \(code) (\(status)): \(message)\(id)"
    }
}

extension HimatError {
    /// The service's refusal at the bottom of the chain of causes, if there is one.
    public var awsError: AWSError? {
        var underneath: (any Error)? = cause
        while let error = underneath {
            if let refusal = error as? AWSError { return refusal }
            underneath = (error as? HimatError)?.cause
        }
        return nil
    }
}
