// SPDX-License-Identifier: MIT

/// Nodes that are alike: kind, zone, capacity and type.
struct NodeGroup: Sendable {
    let kind: String
    let zone: String
    let capacity: String
    let instanceType: String
    let nodes: [NodeSummary]

    /// The nodes in groups, those that stay before those that may go.
    static func groups(of nodes: [NodeSummary]) -> [NodeGroup] {
        let alike = Dictionary(grouping: nodes) { node in
            [node.kind ?? "-", node.zone ?? "-", node.capacity ?? "-", node.instanceType ?? "-"]
        }
        return alike.map { NodeGroup(kind: $0[0], zone: $0[1], capacity: $0[2], instanceType: $0[3], nodes: $1) }
            .sorted {
                ($0.kind == "stable" ? 0 : 1, $0.kind, $0.zone, $0.instanceType)
                    < ($1.kind == "stable" ? 0 : 1, $1.kind, $1.zone, $1.instanceType)
            }
    }
}
