// SPDX-License-Identifier: MIT
import HimatCore

/// How many workers the nodes hold: what each node can give, less what daemons and others take.
struct WorkerFit: Sendable {
    /// What a pod or a node has.
    struct Room: Sendable, Equatable {
        var milliCPU = 0
        var bytes = 0
        var pods = 0
    }

    /// Counts over all nodes.
    /// - Parameters:
    ///   - others: every pod that is no worker of ours, of all namespaces.
    ///   - displaced: pods of ours that are to run on these nodes too but do not yet; they are put where most room is.
    static func count(
        of worker: Workload.Resources, on nodes: [KubernetesObject], beside others: [KubernetesObject],
        displaced: [Workload.Resources] = []
    ) -> Int {
        var rooms = nodes.map { free(on: $0, beside: others) }
        for resources in displaced {
            guard let roomiest = rooms.indices.max(by: { rooms[$0].bytes < rooms[$1].bytes }) else { return 0 }
            rooms[roomiest].milliCPU -= resources.milliCPU
            rooms[roomiest].bytes -= resources.megabytes * 1_000_000
            rooms[roomiest].pods -= 1
        }
        return rooms.reduce(0) { $0 + fit(worker, in: $1) }
    }

    static func fit(_ worker: Workload.Resources, in room: Room) -> Int {
        let byCPU = worker.milliCPU > 0 ? room.milliCPU / worker.milliCPU : room.pods
        let byMemory = worker.megabytes > 0 ? room.bytes / (worker.megabytes * 1_000_000) : room.pods
        return max(0, min(room.pods, byCPU, byMemory))
    }

    /// What a node can give less what the pods on it were promised.
    static func free(on node: KubernetesObject, beside pods: [KubernetesObject]) -> Room {
        let allocatable = node.status["allocatable"] ?? .null
        var room = Room(
            milliCPU: quantity(allocatable["cpu"])?.milli ?? 0, bytes: quantity(allocatable["memory"])?.value ?? 0,
            pods: quantity(allocatable["pods"])?.value ?? 0)
        for pod in pods where pod.spec["nodeName"]?.string == node.name && !isOver(pod) {
            let used = requests(of: pod)
            room.milliCPU -= used.milliCPU
            room.bytes -= used.bytes
            room.pods -= 1
        }
        return room
    }

    private static func isOver(_ pod: KubernetesObject) -> Bool {
        ["Succeeded", "Failed"].contains(pod.status["phase"]?.string ?? "")
    }

    /// What a pod is promised: its containers and side cars together, at least the largest of its first steps.
    static func requests(of pod: KubernetesObject) -> Room {
        var sum = Room()
        var largest = Room()
        for container in pod.spec["containers"]?.array ?? [] { add(container, to: &sum) }
        for container in pod.spec["initContainers"]?.array ?? [] {
            if container["restartPolicy"]?.string == "Always" {
                add(container, to: &sum)
            } else {
                var one = Room()
                add(container, to: &one)
                largest.milliCPU = max(largest.milliCPU, one.milliCPU)
                largest.bytes = max(largest.bytes, one.bytes)
            }
        }
        return Room(milliCPU: max(sum.milliCPU, largest.milliCPU), bytes: max(sum.bytes, largest.bytes), pods: 1)
    }

    private static func add(_ container: JSONValue, to room: inout Room) {
        let requests = container.at("resources", "requests")
        room.milliCPU += quantity(requests?["cpu"])?.milli ?? 0
        room.bytes += quantity(requests?["memory"])?.value ?? 0
    }

    /// Amounts come as strings, small ones also as numbers.
    private static func quantity(_ value: JSONValue?) -> Quantity? {
        value?.string.flatMap { Quantity($0) } ?? value?.int.flatMap { Quantity(String($0)) }
    }
}
