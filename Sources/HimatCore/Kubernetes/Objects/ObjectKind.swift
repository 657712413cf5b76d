// SPDX-License-Identifier: MIT
internal import HimatHTTP

/// A kind of object and where the API server keeps it: group, version, kind, plural and scope.
public struct ObjectKind: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public let group: String
    /// The version inside the group, e.g. `v1`.
    public let version: String
    /// The kind as objects carry it, e.g. `ConfigMap`.
    public let kind: String
    /// The plural in paths, e.g. `configmaps`.
    public let plural: String
    /// Whether objects of this kind live in a namespace.
    public let isNamespaced: Bool

    /// Describes a kind.
    public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// `v1` or `apps/v1`: what objects carry under `apiVersion`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// The kind.
    public var description: String { kind }

    /// The path of the collection, of one object, or of a subresource of it.
    public func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
        var pieces = group.isEmpty ? ["api", version] : ["apis", group, version]
        if isNamespaced, let namespace { pieces += ["namespaces", namespace] }
        pieces.append(plural)
        if let name { pieces.append(name) }
        if let subresource { pieces.append(subresource) }
        return "/" + pieces.map { PercentEncoding.query($0) }.joined(separator: "/")
    }
}
