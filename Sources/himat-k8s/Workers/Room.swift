// SPDX-License-Identifier: MIT
import HimatCore

/// What a node has left, or a pod is promised.
struct Room: Sendable, Equatable {
    var milliCPU = 0
    var bytes = 0
    var pods = 0

    /// What a node can give.
    init(allocatable node: KubernetesObject) {
        let amounts = node.status["allocatable"] ?? .null
        milliCPU = Self.quantity(amounts["cpu"])?.milli ?? 0
        bytes = Self.quantity(amounts["memory"])?.value ?? 0
        pods = Self.quantity(amounts["pods"])?.value ?? 0
    }

    /// What a pod is promised: its containers and side cars together, at least the largest of its first steps, and what its
    /// runtime takes.
    init(requestsOf pod: KubernetesObject) {
        var largest = Room()
        for container in pod.spec["containers"]?.array ?? [] { add(container.at("resources", "requests")) }
        for container in pod.spec["initContainers"]?.array ?? [] {
            if container["restartPolicy"]?.string == "Always" {
                add(container.at("resources", "requests"))
            } else {
                var one = Room()
                one.add(container.at("resources", "requests"))
                largest.milliCPU = max(largest.milliCPU, one.milliCPU)
                largest.bytes = max(largest.bytes, one.bytes)
            }
        }
        (milliCPU, bytes, pods) = (max(milliCPU, largest.milliCPU), max(bytes, largest.bytes), 1)
        add(pod.spec["overhead"])
    }

    /// What a workload asks for.
    init(_ resources: Workload.Resources) {
        (milliCPU, bytes, pods) = (resources.milliCPU, resources.megabytes * 1_000_000, 1)
    }

    private init() {}

    /// What a node has left beside the pods on it that have not ended.
    init(of node: KubernetesObject, beside pods: [KubernetesObject]) {
        self.init(allocatable: node)
        for pod in pods where pod.spec["nodeName"]?.string == node.name && !pod.isOver { self -= Room(requestsOf: pod) }
    }

    /// How many of these fit in.
    func holds(_ need: Room) -> Int {
        let byCPU = need.milliCPU > 0 ? milliCPU / need.milliCPU : pods
        let byMemory = need.bytes > 0 ? bytes / need.bytes : pods
        return max(0, min(pods, byCPU, byMemory))
    }

    static func -= (room: inout Room, used: Room) {
        room.milliCPU -= used.milliCPU
        room.bytes -= used.bytes
        room.pods -= used.pods
    }

    private mutating func add(_ amounts: JSONValue?) {
        milliCPU += Self.quantity(amounts?["cpu"])?.milli ?? 0
        bytes += Self.quantity(amounts?["memory"])?.value ?? 0
    }

    /// Amounts come as strings, small ones also as numbers.
    private static func quantity(_ value: JSONValue?) -> Quantity? {
        value?.string.flatMap { Quantity($0) } ?? value?.int.flatMap { Quantity(String($0)) }
    }
}

extension KubernetesObject {
    /// Whether a pod has ended and holds nothing any more.
    var isOver: Bool { ["Succeeded", "Failed"].contains(status["phase"]?.string ?? "") }
}
