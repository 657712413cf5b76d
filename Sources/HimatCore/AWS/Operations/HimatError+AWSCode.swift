// SPDX-License-Identifier: MIT
public import HimatSupport

extension HimatError {
    /// The service's own code at the bottom of the causes, e.g. `DependencyViolation`.
    public var awsCode: String? { awsError?.code }

    /// Whether the service said that the thing named is not there.
    public var isAWSNotFound: Bool {
        guard let code = awsCode else { return false }
        return code.hasSuffix("NotFound") || code.hasSuffix("NotFoundException") || code.hasPrefix("NoSuchEntity")
    }

    /// Whether the service said that another change of the same thing is under way.
    public var isAWSBusy: Bool { awsCode == "ResourceInUseException" }

    /// Whether the caller lacks the permission.
    public var isAWSDenied: Bool {
        guard let code = awsCode else { return self.code == .denied }
        return ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"].contains(code)
    }
}

/// Runs a deletion; a thing that is not there counts as deleted.
public func ignoringNotFound(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as HimatError where error.isAWSNotFound {
        return
    }
}

/// Runs a read of one thing; not there is nil.
public func nilIfNotFound<Value>(_ body: () async throws -> Value) async throws -> Value? {
    do {
        return try await body()
    } catch let error as HimatError where error.isAWSNotFound {
        return nil
    }
}
