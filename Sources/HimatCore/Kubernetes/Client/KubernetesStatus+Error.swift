// SPDX-License-Identifier: MIT
public import HimatSupport

extension HimatError.Code {
    /// A resourceVersion or continue token the API server no longer holds.
    public static let expired = Self(rawValue: "expired")
    /// The API server understood the object and found it invalid.
    public static let invalid = Self(rawValue: "invalid")
}

extension KubernetesStatus {
    /// The refusal as an error of HiMAT: the action and object in front, causes as details, the status underneath.
    /// - Parameter action: what was tried, e.g. `Applying ConfigMap demo/a`.
    public func error(_ action: String) -> HimatError {
        var details = fieldConflicts.map(\.description)
        if details.isEmpty {
            details = causes.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
        }
        return HimatError(errorCode, "\(action) was refused", details: details, cause: self, nextStep: nextStep)
    }

    private var errorCode: HimatError.Code {
        switch code {
        case 401: .credentials
        case 403: isNamespaceTerminating ? .conflict : .denied
        case 404: .notFound
        case 409: .conflict
        case 410: .expired
        case 422: .invalid
        case 429: .throttled
        default: reason == "Timeout" ? .timedOut : .service
        }
    }

    private var nextStep: String? {
        switch code {
        case 401: "the cluster does not know these credentials: check AWS_PROFILE or the kubeconfig's user"
        case 403 where isNamespaceTerminating: "the namespace is still being deleted: try again when it is gone"
        case 403: "ask for the right named above, or use other credentials"
        case 409 where !fieldConflicts.isEmpty:
            "look at who set the field, or take it with --take-ownership"
        default: nil
        }
    }
}
