// SPDX-License-Identifier: MIT

/// Which object: kind, namespace and name.
public struct ObjectReference: Hashable, Sendable, CustomStringConvertible {
    /// The kind.
    public var kind: ObjectKind
    /// The namespace; nil for kinds without one.
    public var namespace: String?
    /// The name.
    public var name: String

    /// Names an object; a namespace given for a kind that has none is dropped.
    public init(_ kind: ObjectKind, _ name: String, namespace: String? = nil) {
        self.kind = kind
        self.namespace = kind.isNamespaced ? namespace : nil
        self.name = name
    }

    /// The path of the object or of a subresource of it.
    public func path(subresource: String? = nil) -> String {
        kind.path(namespace: namespace, name: name, subresource: subresource)
    }

    /// `ConfigMap demo/settings`, or `Namespace demo`.
    public var description: String { "\(kind.kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }
}
