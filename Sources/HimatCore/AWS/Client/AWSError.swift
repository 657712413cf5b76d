// SPDX-License-Identifier: MIT
public import HimatSupport

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
