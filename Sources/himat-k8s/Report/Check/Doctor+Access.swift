// SPDX-License-Identifier: MIT
import HimatCore

extension Doctor {
    /// Something HiMAT does at the API server.
    private struct Right: Sendable {
        let verb: String
        let kind: ObjectKind
        var subresource: String?
        var isInNamespace = true
        /// What cannot be done without it; nil = nothing works.
        var purpose: String?

        var words: String { "\(verb) \(kind.plural)" + (subresource.map { "/\($0)" } ?? "") }
    }

    /// Whether the caller may do all that HiMAT does.
    func permissions() async throws -> [CheckLine] {
        let missing = try await withThrowingTaskGroup(of: Right?.self) { group in
            for right in rights {
                group.addTask {
                    let space = right.isInNamespace && right.kind.isNamespaced ? namespace : nil
                    return try await client.mayI(right.verb, right.kind, right.subresource, namespace: space)
                        ? nil : right
                }
            }
            return try await group.reduce(into: [Right]()) { list, right in if let right { list.append(right) } }
        }
        guard !missing.isEmpty else {
            return [CheckLine("permissions", .pass, "all \(rights.count) rights that HiMAT uses are there")]
        }
        let needed = missing.filter { $0.purpose == nil }.map(\.words).sorted()
        var lines: [CheckLine] = []
        if !needed.isEmpty {
            let rest = needed.count > 6 ? " and \(needed.count - 6) more" : ""
            lines.append(
                CheckLine(
                    "permissions", .fail, "you may not " + needed.prefix(6).joined(separator: ", ") + rest,
                    next: layer.isEKS
                        ? "ask for an access entry with AmazonEKSClusterAdminPolicy, or use the keys that made the cluster"
                        : "ask for a role with these rights in the namespace \(namespace)"))
        }
        for (purpose, rights) in Dictionary(grouping: missing.filter { $0.purpose != nil }, by: { $0.purpose ?? "" })
            .sorted(by: { $0.key < $1.key })
        {
            let words = rights.map(\.words).sorted().joined(separator: ", ")
            lines.append(CheckLine("permissions", .warn, "without \(words) there is no \(purpose)"))
        }
        return lines
    }

    private var rights: [Right] {
        let applied: [ObjectKind] = [
            .serviceAccount, .secret, .configMap, .persistentVolumeClaim, .networkPolicy, .service, .deployment,
        ]
        var rights = applied.flatMap { kind in
            ["get", "list", "create", "patch", "delete"].map { Right(verb: $0, kind: kind) }
        }
        rights += ["get", "create", "patch"].map { Right(verb: $0, kind: .namespace) }
        rights += ["list", "watch"].map { Right(verb: $0, kind: .pod) }
        rights += ["watch"].map { Right(verb: $0, kind: .deployment) }
        if layer.isEKS {
            rights += ["get", "create", "patch", "delete"].map { Right(verb: $0, kind: .persistentVolume) }
        }
        rights += [
            Right(verb: "list", kind: .node, purpose: "count of nodes"),
            Right(verb: "watch", kind: .node, purpose: "status --watch of nodes"),
            Right(verb: "patch", kind: .node, purpose: "drain"),
            Right(verb: "create", kind: .pod, subresource: "eviction", purpose: "drain"),
            Right(verb: "patch", kind: .pod, purpose: "choice of the workers that scale stops"),
            Right(verb: "get", kind: .pod, subresource: "log", purpose: "logs"),
            Right(verb: "create", kind: .pod, subresource: "exec", purpose: "comparison of versions"),
            Right(verb: "create", kind: .pod, subresource: "portforward", purpose: "open"),
            Right(verb: "list", kind: .event, purpose: "reason why something waits"),
            Right(verb: "delete", kind: .namespace, purpose: "removal of the namespace by destroy"),
        ]
        return rights
    }
}
