// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct WorkerFitTests {
    private func node(_ name: String, cpu: String = "3920m", memory: String = "15Gi", pods: String = "58")
        -> KubernetesObject
    {
        KubernetesObject([
            "metadata": ["name": .string(name)],
            "status": ["allocatable": ["cpu": .string(cpu), "memory": .string(memory), "pods": .string(pods)]],
        ])
    }

    private func pod(on node: String, cpu: String, memory: String = "0", phase: String = "Running") -> KubernetesObject
    {
        KubernetesObject([
            "metadata": ["name": "p"], "status": ["phase": .string(phase)],
            "spec": [
                "nodeName": .string(node),
                "containers": [["resources": ["requests": ["cpu": .string(cpu), "memory": .string(memory)]]]],
            ],
        ])
    }

    private let worker = Workload.Resources(megabytes: 1600, milliCPU: 400)

    @Test func theScarcestResourceDecides() {
        #expect(WorkerFit.count(of: worker, on: [node("a")], beside: []) == 9)
        #expect(WorkerFit.count(of: worker, on: [node("a", memory: "6Gi")], beside: []) == 4)
        #expect(WorkerFit.count(of: worker, on: [node("a", pods: "3")], beside: []) == 3)
    }

    @Test func daemonsTakeTheirShareAndFinishedPodsNone() {
        let daemons = [pod(on: "a", cpu: "150m"), pod(on: "a", cpu: "200m"), pod(on: "b", cpu: "2")]
        #expect(WorkerFit.count(of: worker, on: [node("a")], beside: daemons) == 8)
        let finished = [pod(on: "a", cpu: "3", phase: "Succeeded")]
        #expect(WorkerFit.count(of: worker, on: [node("a")], beside: finished) == 9)
    }

    @Test func whatIsNotPlacedYetIsPutWhereMostRoomIs() {
        let notebook = Workload.Resources(megabytes: 6000, milliCPU: 1500)
        let nodes = [node("a"), node("b", memory: "8Gi")]
        #expect(WorkerFit.count(of: worker, on: nodes, beside: [], displaced: [notebook]) == 6 + 5)
    }

    @Test func noNodesHoldNoWorkers() {
        #expect(WorkerFit.count(of: worker, on: [], beside: []) == 0)
        #expect(WorkerFit.count(of: worker, on: [node("a", cpu: "100m")], beside: []) == 0)
    }

    @Test func aFirstStepThatNeedsMoreThanTheRestCounts() {
        let pod = KubernetesObject([
            "spec": [
                "containers": [["resources": ["requests": ["cpu": "100m"]]]],
                "initContainers": [
                    ["resources": ["requests": ["cpu": "1"]]],
                    ["restartPolicy": "Always", "resources": ["requests": ["cpu": "50m"]]],
                ],
            ]
        ])
        #expect(WorkerFit.requests(of: pod).milliCPU == 1000)
    }
}
