// SPDX-License-Identifier: MIT
internal import HimatSupport

extension AWSError {
    /// What a refusal means for the next attempt and for the user.
    enum Class: Sendable, Equatable {
        /// Refused before any work: asked too often.
        case throttled
        /// The service stumbled; whether it did the work is unknown.
        case transient
        /// The session has ended.
        case expired
        /// The signature was made at another time than the service's, or with a wrong secret.
        case signature
        /// The key is unknown.
        case unknownKey
        /// Known, but not allowed.
        case denied
        /// The thing does not exist.
        case notFound
        /// Anything else.
        case other
    }

    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "TooManyRequests", "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException", "TransactionInProgressException",
    ]
    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError",
        "ServiceUnavailable", "ServiceUnavailableException", "Unavailable", "ServerException", "ServiceFailure",
        "ConcurrentModification", "ConcurrentModificationException",
    ]
    private static let expired: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "UnauthorizedException",
    ]
    private static let signature: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
    ]
    private static let unknownKey: Set<String> = [
        "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "InvalidAccessKeyId",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotSignedUp", "OptInRequired",
    ]
    private static let denied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "NotAuthorized",
    ]

    /// The class by code first, by status where the code says nothing.
    var kind: Class {
        if Self.throttling.contains(code) || status == 429 { return .throttled }
        if Self.expired.contains(code) { return .expired }
        if Self.signature.contains(code) { return .signature }
        if Self.unknownKey.contains(code) { return .unknownKey }
        if Self.denied.contains(code) { return .denied }
        if Self.transient.contains(code) || status >= 500 { return .transient }
        let ends = [".NotFound", "NotFoundException", "NotFound", "NoSuchEntity"]
        if ends.contains(where: code.hasSuffix) || code.hasSuffix(".NotFoundException") { return .notFound }
        if code == "HTTP403" { return .denied }
        return .other
    }

    /// The refusal as the user meets it.
    /// - Parameter source: where the credentials came from; nil for unsigned calls.
    func himatError(credentialsFrom source: String?) -> HimatError {
        let call = "\(service):\(action)"
        let origin = source.map { ["credentials: from \($0)"] } ?? []
        switch kind {
        case .throttled:
            return HimatError(
                .throttled, "\(call) was throttled by AWS again and again", cause: self,
                nextStep: "wait a minute and run the same command again")
        case .expired:
            return HimatError(
                .credentials, "\(call): the session of these credentials has ended", details: origin, cause: self,
                nextStep: "log in again (`aws sso login`, or new session keys), then run the same command")
        case .signature:
            return HimatError(
                .credentials, "\(call): AWS does not accept the signature", details: origin, cause: self,
                nextStep:
                    "check that the secret access key belongs to this key id and that this machine's clock is right")
        case .unknownKey:
            return HimatError(
                .credentials, "\(call): AWS does not know this access key", details: origin, cause: self,
                nextStep:
                    "check AWS_ACCESS_KEY_ID or AWS_PROFILE; a region that must be enabled first refuses in the same way"
            )
        case .denied:
            return HimatError(
                .denied, "\(call) is not allowed for these credentials", details: origin, cause: self,
                nextStep: "allow the action \(call) in the caller's IAM policy, then run the same command again")
        case .notFound:
            return HimatError(.notFound, "\(call) found nothing of that name", cause: self)
        case .transient, .other:
            return HimatError(.service, "\(call) failed", cause: self)
        }
    }
}
