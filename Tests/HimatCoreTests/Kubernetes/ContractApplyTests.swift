// SPDX-License-Identifier: MIT
import HimatCore
import Testing

/// What a plan relies on: server-side dry runs and the ownership of fields. The sandbox and a real cluster must both hold it.
@Suite struct ContractApplyTests {
    @Test func aDryRunOfSomethingNewAnswersItWithDefaultsAndStoresNothing() async throws {
        try await ContractCluster.using { cluster in
            let reference = ObjectReference(.service, "new", namespace: cluster.namespace)
            let service = KubernetesObject(reference, ["spec": ["ports": [["port": 80, "protocol": "TCP"]]]])
            let planned = try await cluster.client.apply(service, dryRun: true)
            #expect(planned.spec["type"] == "ClusterIP")
            #expect(planned.spec["ports"]?[0]?["targetPort"] == 80)
            #expect(try await cluster.client.get(reference) == nil)
        }
    }

    @Test func aDryRunFindsTheConflictThatTheApplyWouldMeet() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client(manager: "somebody").apply(cluster.map("a", ["a": "theirs"]))
            let error = await failure { try await cluster.client.apply(cluster.map("a", ["a": "ours"]), dryRun: true) }
            #expect(error?.code == .conflict)
            #expect(error?.kubernetesStatus?.fieldConflicts == [FieldConflict(field: ".data.a", owner: "somebody")])
            let forced = try await cluster.client.apply(cluster.map("a", ["a": "ours"]), dryRun: true, force: true)
            #expect(forced.texts == ["a": "ours"])
            let live = try await cluster.client.get(ObjectReference(.configMap, "a", namespace: cluster.namespace))
            #expect(live?.texts == ["a": "theirs"])
        }
    }

    @Test func aDryRunOverWhatIsAsWantedChangesNoField() async throws {
        try await ContractCluster.using { cluster in
            let live = try await cluster.client.apply(cluster.map("a"))
            let planned = try await cluster.client.apply(cluster.map("a"), dryRun: true)
            #expect(planned.texts == live.texts)
            #expect(planned.uid == live.uid && planned.resourceVersion == live.resourceVersion)
        }
    }

    @Test func everyFieldInConflictIsNamed() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client(manager: "ann").apply(cluster.map("a", ["a": "1"]))
            _ = try await cluster.client(manager: "bob").apply(cluster.map("a", ["b": "1"]))
            let ours = cluster.map("a", ["a": "2", "b": "2", "c": "2"])
            let error = await failure { try await cluster.client.apply(ours) }
            let conflicts = error?.kubernetesStatus?.fieldConflicts ?? []
            #expect(Set(conflicts.map(\.description)) == [".data.a is owned by ann", ".data.b is owned by bob"])
        }
    }

    @Test func whatTwoWantAlikeIsNoConflictAndStaysWhenOneLetsGo() async throws {
        try await ContractCluster.using { cluster in
            let other = cluster.client(manager: "somebody")
            _ = try await other.apply(cluster.map("a", ["a": "1", "b": "1"]))
            let shared = try await cluster.client.apply(cluster.map("a", ["a": "1"]))
            #expect(Set(shared.fieldManagers) == ["himat", "somebody"])
            let left = try await other.apply(cluster.map("a", ["b": "1"]))
            #expect(left.texts == ["a": "1", "b": "1"])
        }
    }

    @Test func aFieldThatIsNoLongerWantedGoesWithTheNextApplyAndTheOthersFieldsStay() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client.apply(cluster.map("a", ["a": "1", "b": "1"]))
            _ = try await cluster.client(manager: "somebody").apply(cluster.map("a", ["theirs": "1"]))
            let applied = try await cluster.client.apply(cluster.map("a", ["a": "1"]))
            #expect(applied.texts == ["a": "1", "theirs": "1"])
        }
    }

    @Test func portsOfAServiceAreMergedByNumberNotByPlace() async throws {
        try await ContractCluster.using { cluster in
            let reference = ObjectReference(.service, "s", namespace: cluster.namespace)
            func service(_ ports: Int...) -> KubernetesObject {
                KubernetesObject(
                    reference,
                    [
                        "spec": [
                            "ports": .array(
                                ports.map { ["name": .string("p\($0)"), "port": .int($0), "protocol": "TCP"] })
                        ]
                    ])
            }
            _ = try await cluster.client.apply(service(80, 81))
            let changed = try await cluster.client.apply(service(443))
            #expect(changed.spec["ports"]?.array?.compactMap { $0["port"]?.int } == [443])
        }
    }
}
