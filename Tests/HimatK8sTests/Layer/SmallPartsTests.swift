// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct LinksTests {
    @Test func thePortIsNamedUnlessItIsTheUsualOne() throws {
        #expect(Links(host: "h", port: 80).jupyter == "http://h/lab")
        #expect(Links(host: "h", port: 8080).dask == "http://h:8080/proxy/dask-scheduler:8787/status")
        #expect(Links(host: "h", port: 443, isEncrypted: true).jupyter == "https://h/lab")
        #expect(Links(host: "h", port: 8443, isEncrypted: true).jupyter == "https://h:8443/lab")
        #expect(Links(host: "2001:db8::1", port: 80).jupyter == "http://[2001:db8::1]/lab")
        #expect(Links(Inputs([:]), try Example.config()) == nil)
    }

    @Test(arguments: [("80", 8888), ("8080", 8080)])
    func withoutABalancerTheyAreThoseOfThisMachine(port: String, local: Int) throws {
        let config = try Example.config(["exposure": "port-forward", "jupyter_port": port])
        #expect(Links(Inputs([:]), config)?.jupyter == "http://127.0.0.1:\(local)/lab")
    }
}

@Suite struct SetListTests {
    @Test func whatItWritesItReads() {
        let entries: Set = [SetList.Entry(ObjectReference(.service, "jupyter"), uid: "u-1")]
        #expect(SetList(text: SetList(entries).text).entries == entries)
        #expect(SetList(text: "nonsense\nv1 Service a b c\n").entries.isEmpty)
    }

    @Test func homesVolumesAndNamespacesAreNeverUnwanted() {
        let kept: [ObjectKind] = [.persistentVolumeClaim, .persistentVolume, .namespace]
        let list = SetList(Set((kept + [.configMap]).map { SetList.Entry(ObjectReference($0, "x"), uid: "u") }))
        #expect(list.unwanted([], namespace: "himat").map(\.reference.kind) == [.configMap])
        let wanted = [ObjectReference(.configMap, "x", namespace: "himat")]
        #expect(list.unwanted(wanted, namespace: "himat").isEmpty)
    }
}

@Suite struct LockHolderTests {
    private let me = LockHolder(user: "ann", host: "laptop", process: 1, run: "r/1")

    @Test func itReadsWhatItWrites() {
        #expect(LockHolder(me.text) == me)
        #expect(LockHolder("nobody") == nil)
    }

    @Test func onlyAnEndedProcessOfThisMachineIsKnownToBeDead() {
        #expect(me.knowsDead("bob@laptop/2147480000/r2"))
        #expect(!me.knowsDead("bob@elsewhere/2147480000/r2"))
        #expect(!me.knowsDead("nobody"))
    }
}

@Suite struct RolloutTests {
    private func rollout(_ status: JSONValue, generation: Int = 2) -> Rollout {
        Rollout(
            KubernetesObject(["metadata": ["generation": .int(generation)], "spec": ["replicas": 3], "status": status]))
    }

    @Test func numbersAboutAnOlderGenerationAreNotBelieved() {
        let status: JSONValue = [
            "observedGeneration": 1, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3,
        ]
        #expect(!rollout(status).isComplete)
        #expect(rollout(status, generation: 1).isComplete)
    }

    @Test func oldPodsThatStillRunAreNotDone() {
        let status: JSONValue = [
            "observedGeneration": 2, "replicas": 4, "updatedReplicas": 3, "availableReplicas": 4,
        ]
        #expect(!rollout(status).isComplete)
    }
}

@Suite struct PodTroubleTests {
    private func pod(waiting reason: String, _ message: String) -> KubernetesObject {
        KubernetesObject([
            "status": [
                "containerStatuses": [
                    [
                        "image": "example/i:1",
                        "state": ["waiting": ["reason": .string(reason), "message": .string(message)]],
                    ]
                ]
            ]
        ])
    }

    @Test func theWordsAreThoseOfWhoKnows() {
        let image = PodTrouble(pod(waiting: "ImagePullBackOff", "manifest unknown"))
        #expect(image?.kind == .image)
        #expect(image?.words == "image example/i:1: ImagePullBackOff: manifest unknown")
        #expect(PodTrouble(pod(waiting: "CrashLoopBackOff", "back-off"))?.kind == .crashing)
        #expect(PodTrouble(pod(waiting: "ContainerCreating", ""))?.kind == .starting)
    }

    @Test(arguments: ["InvalidImageName", "ErrImageNeverPull"])
    func whatTimeDoesNotMendIsToldApart(reason: String) {
        #expect(PodTrouble(pod(waiting: reason, "couldn't parse image name"))?.kind == .hopelessImage)
    }

    @Test func aProgramThatEndedSaysHow() {
        let pod = KubernetesObject([
            "status": [
                "containerStatuses": [
                    [
                        "name": "jupyter", "restartCount": 3,
                        "state": ["terminated": ["exitCode": 137, "reason": "OOMKilled"]],
                    ]
                ]
            ]
        ])
        let trouble = PodTrouble(pod)
        #expect(trouble?.kind == .crashing)
        #expect(trouble?.words == "its program ended with 137 (OOMKilled)")
        #expect(trouble?.container == "jupyter" && trouble?.restarts == 3)
    }

    @Test func aReadyPodHasNone() {
        let ready = KubernetesObject(["status": ["conditions": [["type": "Ready", "status": "True"]]]])
        #expect(PodTrouble(ready) == nil)
    }

    @Test func aPodThatFitsNowhereSaysWhatIsMissing() {
        let pending = KubernetesObject([
            "status": [
                "conditions": [["type": "PodScheduled", "status": "False", "message": "0/3 nodes: Insufficient cpu"]]
            ]
        ])
        #expect(PodTrouble(pending)?.kind == .unschedulable)
        #expect(PodTrouble(pending)?.words == "0/3 nodes: Insufficient cpu")
    }
}
