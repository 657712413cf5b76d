// SPDX-License-Identifier: MIT

/// A field that another manager owns and a server-side apply wanted to change.
public struct FieldConflict: Sendable, Equatable, CustomStringConvertible {
    /// The field's path, e.g. `.spec.replicas`.
    public var field: String
    /// The manager that owns it, e.g. `kubectl-edit`.
    public var owner: String

    /// Builds a conflict.
    public init(field: String, owner: String) {
        self.field = field
        self.owner = owner
    }

    /// `.spec.replicas is owned by kubectl-edit`
    public var description: String { "\(field) is owned by \(owner)" }
}

extension KubernetesStatus {
    /// The fields a refused server-side apply would have taken from others; empty for every other refusal.
    public var fieldConflicts: [FieldConflict] {
        causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            let quoted = cause.message.split(separator: "\"", omittingEmptySubsequences: false)
            return FieldConflict(field: cause.field, owner: quoted.count > 2 ? String(quoted[1]) : cause.message)
        }
    }

    /// Whether the refusal comes from a namespace that is being deleted.
    public var isNamespaceTerminating: Bool { causes.contains { $0.reason == "NamespaceTerminating" } }
    /// Whether a resourceVersion or a continue token is too old: the answer is to list again.
    public var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}
