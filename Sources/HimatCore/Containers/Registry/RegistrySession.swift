// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What a client has learnt of its registry: whether TLS is spoken, and the tokens it was given.
final class RegistrySession: Sendable {
    private struct State: Sendable {
        var base: String?
        var authorizations: [String: Sensitive<String>] = [:]
    }

    private let state = Lock(State())

    /// `https://host` or `http://host`, once one has answered.
    var base: String? {
        get { state.withLock(\.base) }
        set { state.withLock { $0.base = newValue } }
    }

    /// The value of `Authorization` for a scope.
    subscript(scope: String?) -> Sensitive<String>? {
        get { state.withLock { $0.authorizations[scope ?? ""] } }
        set { state.withLock { $0.authorizations[scope ?? ""] = newValue } }
    }

    /// The path of a location within the registry; nil when it leads elsewhere.
    func path(of location: String) -> String? {
        if location.hasPrefix("/") { return location }
        guard let base, location.hasPrefix("\(base)/") else { return nil }
        return String(location.dropFirst(base.count))
    }
}
