// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct VolumeResourceTests {
    private func resource(_ client: KubernetesClient) throws -> VolumeResource {
        let target = Target(
            client: client, cluster: Example.cluster, namespace: "himat", takesOwnership: false, isDestroying: false)
        let object = try #require(try Example.objects().first { $0.kindName == "PersistentVolume" })
        let reference = try #require(object.reference)
        return VolumeResource(
            object: ObjectResource(
                target: target, desired: { _ in object }, reference: reference, dependencies: [], readiness: Existence()
            ))
    }

    private var context: OperationContext {
        OperationContext(clock: SystemClock(), progress: NoProgress(), runID: "test")
    }

    @Test func aVolumeWhoseClaimIsGoneIsMendedSoThatItBindsAgain() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            let resource = try resource(client)
            let made = try await resource.create(inputs: Inputs([:]), in: context)
            let claim = ObjectReference(.persistentVolumeClaim, "gone", namespace: "himat")
            _ = try await client.merge(
                resource.object.reference,
                [
                    "spec": [
                        "claimRef": [
                            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": "himat", "name": "gone",
                            "uid": "1a0a3e43-5bf8-4e48-8c09-b2799e11eb2e",
                        ]
                    ]
                ])
            let seen = try #require(try await resource.observe(in: context).first)
            guard case .update(let changes) = resource.changes(from: seen, inputs: Inputs([:])) else {
                Issue.record("the lost claim was not seen")
                return
            }
            #expect(changes == [FieldChange("spec.claimRef", old: "\(claim), which is gone", new: nil)])
            _ = try await resource.update(seen, changes: changes, inputs: Inputs([:]), in: context)
            let live = try await client.get(resource.object.reference)
            #expect(live?.uid == made.id)
            #expect(live?.spec["claimRef"] == nil)
        }
    }

    @Test func anotherDiskUnderTheSameNameIsRefusedNotReplaced() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            let resource = try resource(client)
            _ = try await resource.create(inputs: Inputs([:]), in: context)
            var other = try #require(try Example.objects().first { $0.kindName == "PersistentVolume" })
            other.json["spec"]?["csi"]?["volumeHandle"] = "vol-other"
            var changed = resource.object
            changed = ObjectResource(
                target: changed.target, desired: { [other] _ in other }, reference: changed.reference, dependencies: [],
                readiness: Existence())
            let seen = try #require(try await changed.observe(in: context).first)
            guard case .refuse(let error) = changed.changes(from: seen, inputs: Inputs([:])) else {
                Issue.record("the change was not refused")
                return
            }
            #expect(error.code == .invalid)
        }
    }
}

private struct NoProgress: ProgressSink {
    func report(_ event: ProgressEvent) {}
}
