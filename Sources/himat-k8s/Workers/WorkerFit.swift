// SPDX-License-Identifier: MIT
import HimatCore

/// How many workers the nodes hold: what each node can give, less what daemons and others take.
struct WorkerFit: Sendable {
    private struct Place: Sendable {
        var node: KubernetesObject
        var room: Room
        /// What is left of it when only daemons run there.
        var fresh: Room
    }

    private var places: [Place]

    /// - Parameters:
    ///   - nodes: those that take workers.
    ///   - others: every pod that is no worker of ours, of all namespaces.
    ///   - daemons: a node that just joined does not run theirs yet, but will.
    init(nodes: [KubernetesObject], others: [KubernetesObject], daemons: [KubernetesObject] = []) {
        let byNode = Dictionary(grouping: others.filter { !$0.isOver }) { $0.spec["nodeName"]?.string ?? "" }
        places = nodes.map { node in
            let pods = byNode[node.name] ?? []
            let mine = daemons.filter { !$0.isTerminating && NodeChoice.allows(Self.template($0).spec, on: node) }
            var place = Place(node: node, room: Room(allocatable: node), fresh: Room(allocatable: node))
            for pod in pods { place.room -= Room(requestsOf: pod) }
            for daemon in mine {
                let need = Room(requestsOf: Self.template(daemon))
                place.fresh -= need
                if !pods.contains(where: { $0.ownerUIDs.contains(daemon.uid) }) { place.room -= need }
            }
            return place
        }
    }

    /// Counts nodes that are not there yet, each as the one with least room of those that are.
    /// - Returns: false when there is none to judge by.
    mutating func add(_ count: Int) -> Bool {
        guard var model = places.min(by: { $0.fresh.bytes < $1.fresh.bytes }) else { return false }
        model.room = model.fresh
        places += Array(repeating: model, count: count)
        return true
    }

    /// Puts a pod that waits for a place where most memory is left, if it may go there.
    mutating func place(_ pod: KubernetesObject) {
        put(Room(requestsOf: pod)) { NodeChoice.allows(pod.spec, on: $0) }
    }

    /// Puts a pod that is still to be made where most memory is left.
    mutating func place(_ resources: Workload.Resources) { put(Room(resources)) { _ in true } }

    private mutating func put(_ need: Room, where isAllowed: (KubernetesObject) -> Bool) {
        let fitting = places.indices.filter { isAllowed(places[$0].node) && places[$0].room.holds(need) > 0 }
        guard let roomiest = fitting.max(by: { places[$0].room.bytes < places[$1].room.bytes }) else { return }
        places[roomiest].room -= need
    }

    /// How many workers fit beside all that.
    func count(of worker: Workload.Resources) -> Int {
        places.reduce(0) { $0 + $1.room.holds(Room(worker)) }
    }

    private static func template(_ daemon: KubernetesObject) -> KubernetesObject {
        KubernetesObject(daemon.spec["template"] ?? .null)
    }
}
