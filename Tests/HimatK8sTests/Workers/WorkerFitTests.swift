// SPDX-License-Identifier: MIT
import Foundation
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

    private func count(_ nodes: [KubernetesObject], beside pods: [KubernetesObject] = []) -> Int {
        WorkerFit(nodes: nodes, others: pods).count(of: worker)
    }

    /// A DaemonSet whose pods ask for so much, on nodes with these labels.
    private func daemon(cpu: String, selector: [String: String] = [:]) -> KubernetesObject {
        KubernetesObject([
            "metadata": ["name": "d", "uid": "daemon-uid"],
            "spec": [
                "template": [
                    "spec": [
                        "nodeSelector": .object(selector.mapValues { .string($0) }),
                        "containers": [["resources": ["requests": ["cpu": .string(cpu)]]]],
                    ]
                ]
            ],
        ])
    }

    @Test func theScarcestResourceDecides() {
        #expect(count([node("a")]) == 9)
        #expect(count([node("a", memory: "6Gi")]) == 4)
        #expect(count([node("a", pods: "3")]) == 3)
    }

    @Test func daemonsTakeTheirShareAndFinishedPodsNone() {
        let daemons = [pod(on: "a", cpu: "150m"), pod(on: "a", cpu: "200m"), pod(on: "b", cpu: "2")]
        #expect(count([node("a")], beside: daemons) == 8)
        #expect(count([node("a")], beside: [pod(on: "a", cpu: "3", phase: "Succeeded")]) == 9)
    }

    @Test func aDaemonThatANewNodeDoesNotRunYetIsReckonedWith() {
        let fit = WorkerFit(nodes: [node("a")], others: [], daemons: [daemon(cpu: "400m")])
        #expect(fit.count(of: worker) == 8)
        var running = pod(on: "a", cpu: "400m")
        running.json["metadata"]?["ownerReferences"] = [["uid": "daemon-uid", "kind": "DaemonSet"]]
        let once = WorkerFit(nodes: [node("a")], others: [running], daemons: [daemon(cpu: "400m")])
        #expect(once.count(of: worker) == 8, "one that runs already counts once")
    }

    @Test func aDaemonOfOtherNodesTakesNothing() {
        let gpu = daemon(cpu: "2", selector: ["gpu": "yes"])
        #expect(WorkerFit(nodes: [node("a")], others: [], daemons: [gpu]).count(of: worker) == 9)
    }

    @Test func nodesThatAreToJoinAreCountedAsTheLeanestFreshOne() {
        let busy = pod(on: "a", cpu: "2")
        var fit = WorkerFit(nodes: [node("a")], others: [busy], daemons: [daemon(cpu: "400m")])
        #expect(fit.count(of: worker) == 3)
        let isJudged = fit.add(2)
        #expect(isJudged)
        #expect(fit.count(of: worker) == 3 + 8 + 8)
        var empty = WorkerFit(nodes: [], others: [])
        let isBlind = !empty.add(1)
        #expect(isBlind)
    }

    @Test func whatIsNotPlacedYetIsPutWhereMostRoomIs() {
        var fit = WorkerFit(nodes: [node("a"), node("b", memory: "8Gi")], others: [])
        fit.place(Workload.Resources(megabytes: 6000, milliCPU: 1500))
        #expect(fit.count(of: worker) == 6 + 5)
    }

    @Test func aPodThatMayNotGoToTheseNodesTakesNoRoom() {
        var elsewhere = pod(on: "", cpu: "1")
        elsewhere.json["spec"]?["nodeSelector"] = ["kind": "stable"]
        var fit = WorkerFit(nodes: [node("a")], others: [])
        fit.place(elsewhere)
        #expect(fit.count(of: worker) == 9)
        fit.place(pod(on: "", cpu: "1"))
        #expect(fit.count(of: worker) == 7)
    }

    @Test func noNodesHoldNoWorkers() {
        #expect(count([]) == 0)
        #expect(count([node("a", cpu: "100m")]) == 0)
    }

    @Test func aFirstStepThatNeedsMoreThanTheRestCountsAndSoDoesTheRuntime() {
        let pod = KubernetesObject([
            "spec": [
                "overhead": ["cpu": "250m"], "containers": [["resources": ["requests": ["cpu": "100m"]]]],
                "initContainers": [
                    ["resources": ["requests": ["cpu": "1"]]],
                    ["restartPolicy": "Always", "resources": ["requests": ["cpu": "50m"]]],
                ],
            ]
        ])
        #expect(Room(requestsOf: pod).milliCPU == 1250)
    }
}

@Suite struct NodeJoiningTests {
    private func node(_ age: TimeInterval, taints: [String] = ["node.kubernetes.io/not-ready"], _ more: JSONValue = [:])
        throws -> Bool
    {
        let now = try #require(KubernetesTime.parse("2026-11-22T20:00:00Z"))
        let created = KubernetesTime.micro(now.addingTimeInterval(-age))
        var spec = more
        spec["taints"] = .array(taints.map { ["key": .string($0), "effect": "NoSchedule"] })
        let object = KubernetesObject([
            "metadata": ["name": "n", "creationTimestamp": .string(created)], "spec": spec,
            "status": ["allocatable": ["cpu": "4"], "conditions": [["type": "Ready", "status": "False"]]],
        ])
        return NodeJoining.isJoining(object, now: now)
    }

    @Test func aYoungNodeThatIsNotReadyYetWillBe() throws {
        #expect(try node(60))
        #expect(try !node(3600), "an old one is broken")
        #expect(try !node(60, taints: ["dedicated"]), "one that is kept for others is not for workers")
        #expect(try !node(60, ["unschedulable": true]))
    }
}

@Suite struct NodeChoiceTests {
    private func allows(_ rule: JSONValue, labels: [String: String]) -> Bool {
        let term: JSONValue = ["nodeSelectorTerms": [["matchExpressions": [rule]]]]
        let spec: JSONValue = ["affinity": ["nodeAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": term]]]
        let labels = JSONValue.object(labels.mapValues { .string($0) })
        return NodeChoice.allows(spec, on: KubernetesObject(["metadata": ["name": "n", "labels": labels]]))
    }

    @Test func theRulesOfAnAffinityAreKubernetesOwn() {
        #expect(allows(["key": "os", "operator": "In", "values": ["linux"]], labels: ["os": "linux"]))
        #expect(!allows(["key": "os", "operator": "In", "values": ["linux"]], labels: [:]))
        #expect(allows(["key": "type", "operator": "NotIn", "values": ["fargate"]], labels: [:]))
        #expect(!allows(["key": "type", "operator": "NotIn", "values": ["fargate"]], labels: ["type": "fargate"]))
        #expect(!allows(["key": "gpu", "operator": "Exists"], labels: [:]))
        #expect(allows(["key": "gpus", "operator": "Gt", "values": ["1"]], labels: ["gpus": "2"]))
    }
}
