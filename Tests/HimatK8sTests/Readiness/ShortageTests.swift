// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct ShortageTests {
    private func worker() throws -> Workload {
        try #require(Deployment.workloads(for: try Example.config()).first { $0.role == .worker })
    }

    private func node(_ name: String, gigabytes: Int) -> KubernetesObject {
        KubernetesObject([
            "metadata": ["name": .string(name)],
            "status": ["allocatable": ["cpu": "4", "memory": .string("\(gigabytes)G"), "pods": "10"]],
        ])
    }

    private func pod(on node: String, gigabytes: Int, owner: String) -> KubernetesObject {
        KubernetesObject([
            "metadata": ["name": "p", "ownerReferences": [["kind": .string(owner)]]],
            "spec": [
                "nodeName": .string(node),
                "containers": [["resources": ["requests": ["memory": .string("\(gigabytes)G")]]]],
            ],
        ])
    }

    private func shortage(_ nodes: [KubernetesObject], _ pods: [KubernetesObject], megabytes: Int) throws -> Shortage {
        var workload = try worker()
        workload.resources.megabytes = megabytes
        return Shortage(of: workload, kind: "spot", on: nodes, beside: pods, expected: 3)
    }

    @Test func fullNodesAreToldFromNodesThatAreTooSmall() throws {
        let nodes = [node("a", gigabytes: 8), node("b", gigabytes: 8)]
        let pods = [
            pod(on: "a", gigabytes: 7, owner: "ReplicaSet"), pod(on: "b", gigabytes: 5, owner: "ReplicaSet"),
            pod(on: "b", gigabytes: 1, owner: "DaemonSet"),
        ]
        let full = try shortage(nodes, pods, megabytes: 4000)
        #expect(full.words == "memory is short on 2 of 2 spot nodes: 4000M asked, at most 2000M free")
        #expect(!full.isTooLarge)
        #expect(full.remedy.hasPrefix("dask_worker_mb_ram up to 2000 and dask_worker_milli_cpu up to 4000 would fit"))
        #expect(full.remedy.hasSuffix("or fewer workers, or a larger spot_node_count"))
        let small = try shortage(nodes, pods, megabytes: 9000)
        #expect(small.isTooLarge)
        #expect(small.remedy.hasPrefix("dask_worker_mb_ram up to 8000"))
        #expect(small.remedy.hasSuffix("or choose a larger spot_instance_type"))
    }

    @Test func roomIsNotBlamedWhereThereIsRoom() throws {
        #expect(try shortage([node("a", gigabytes: 8)], [], megabytes: 1000).words == nil)
    }

    @Test func noNodesIsAWordOfItsOwn() throws {
        let none = try shortage([], [], megabytes: 1000)
        #expect(none.words == "no spot node has joined yet")
        #expect(none.joined == "0 of 3 spot nodes")
    }
}
