// SPDX-License-Identifier: MIT
import HimatCore
import Testing

/// What HiMAT expects of an API server; the sandbox and a real cluster must both hold it.
@Suite struct ContractTests {
    @Test func applyingTwiceChangesNothing() async throws {
        try await ContractCluster.using { cluster in
            let first = try await cluster.client.apply(cluster.map("a"))
            let second = try await cluster.client.apply(cluster.map("a"))
            #expect(first.resourceVersion == second.resourceVersion)
            #expect(second.fieldManagers == ["himat"])
        }
    }

    @Test func aConflictNamesFieldAndOwnerAndForceTakesTheField() async throws {
        try await ContractCluster.using { cluster in
            let other = cluster.client(manager: "somebody")
            _ = try await other.apply(cluster.map("a", ["a": "theirs"]))
            let error = await failure { try await cluster.client.apply(cluster.map("a", ["a": "ours"])) }
            #expect(error?.code == .conflict)
            #expect(error?.kubernetesStatus?.fieldConflicts == [FieldConflict(field: ".data.a", owner: "somebody")])
            #expect(error?.details == [".data.a is owned by somebody"])
            let taken = try await cluster.client.apply(cluster.map("a", ["a": "ours"]), force: true)
            #expect(taken.texts == ["a": "ours"])
        }
    }

    @Test func aDryRunShowsWhatWouldBeAndStoresNothing() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client.apply(cluster.map("a"))
            let planned = try await cluster.client.apply(cluster.map("a", ["b": "2"]), dryRun: true)
            #expect(planned.texts == ["b": "2"])
            let live = try await cluster.client.get(ObjectReference(.configMap, "a", namespace: cluster.namespace))
            #expect(live?.texts == ["a": "1"])
        }
    }

    @Test func aDryRunIntoAMissingNamespaceSaysThatTheNamespaceIsMissing() async throws {
        try await ContractCluster.using { cluster in
            let map = KubernetesObject(ObjectReference(.configMap, "a", namespace: "himat-is-not-there"), ["data": [:]])
            let error = await failure { try await cluster.client.apply(map, dryRun: true) }
            #expect(error?.code == .notFound)
            #expect(error?.kubernetesStatus?.kind == "namespaces")
        }
    }

    @Test func anInvalidObjectNamesItsFields() async throws {
        try await ContractCluster.using { cluster in
            let bad = KubernetesObject(
                ObjectReference(.service, "bad", namespace: cluster.namespace),
                ["spec": ["ports": [["port": 70000, "protocol": "TCP"]]]])
            let error = await failure { try await cluster.client.apply(bad) }
            #expect(error?.code == .invalid)
            #expect(error?.details.contains { $0.hasPrefix("spec.ports[0].port") } == true)
        }
    }

    @Test func anUnknownFieldIsRefusedWithItsName() async throws {
        try await ContractCluster.using { cluster in
            var map = cluster.map("a")
            map.json["dataa"] = ["x": "1"]
            let error = await failure { try await cluster.client.apply(map) }
            #expect(error?.kubernetesStatus?.message.contains("dataa") == true)
        }
    }

    @Test func whatIsNotThereIsNoErrorToReadOrDelete() async throws {
        try await ContractCluster.using { cluster in
            let missing = ObjectReference(.configMap, "missing", namespace: cluster.namespace)
            #expect(try await cluster.client.get(missing) == nil)
            try await cluster.client.delete(missing)
        }
    }

    @Test func createRefusesWhatExists() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client.create(cluster.map("a"))
            #expect(await failure { try await cluster.client.create(cluster.map("a")) }?.code == .conflict)
        }
    }

    @Test func aDeletionForAnotherUIDLeavesTheObject() async throws {
        try await ContractCluster.using { cluster in
            let live = try await cluster.client.apply(cluster.map("a"))
            let reference = ObjectReference(.configMap, "a", namespace: cluster.namespace)
            let wrong = "00000000-0000-0000-0000-000000000000"
            #expect(await failure { try await cluster.client.delete(reference, uid: wrong) }?.code == .conflict)
            #expect(try await cluster.client.get(reference)?.uid == live.uid)
            try await cluster.client.delete(reference, uid: live.uid)
            #expect(try await cluster.client.get(reference) == nil)
        }
    }

    @Test func aListIsCompleteHoweverSmallItsPages() async throws {
        try await ContractCluster.using { cluster in
            for number in 0..<7 { _ = try await cluster.client.apply(cluster.map("page-\(number)")) }
            let list = try await cluster.client.list(.configMap, namespace: cluster.namespace, pageSize: 2)
            let names = list.items.map(\.name).filter { $0.hasPrefix("page-") }
            #expect(names.sorted() == (0..<7).map { "page-\($0)" })
            #expect(list.items.allSatisfy { $0.kindName == "ConfigMap" && $0.apiVersion == "v1" })
        }
    }

    @Test func aMergePatchWithNullRemovesAField() async throws {
        try await ContractCluster.using { cluster in
            _ = try await cluster.client.apply(cluster.map("a", ["a": "1", "b": "2"]))
            let reference = ObjectReference(.configMap, "a", namespace: cluster.namespace)
            let merged = try await cluster.client.merge(reference, ["data": ["a": nil]])
            #expect(merged.texts == ["b": "2"])
        }
    }

    @Test func aReplacementOfAnOldVersionIsAConflict() async throws {
        try await ContractCluster.using { cluster in
            let old = try await cluster.client.create(cluster.map("a"))
            var new = old
            new.json["data"] = ["a": "2"]
            _ = try await cluster.client.replace(new)
            #expect(await failure { try await cluster.client.replace(old) }?.code == .conflict)
        }
    }

    @Test func aKindOutsideTheTableIsFoundByAsking() async throws {
        try await ContractCluster.using { cluster in
            let kind = try await cluster.client.kind(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice")
            #expect(kind.plural == "endpointslices")
            #expect(kind.isNamespaced)
            let strange = await failure { try await cluster.client.kind(apiVersion: "v1", kind: "Teapot") }
            #expect(strange?.code == .notFound)
        }
    }

    @Test func theServerTellsItsVersionAndWhatTheCallerMayDo() async throws {
        try await ContractCluster.using { cluster in
            let version = try await cluster.client.serverVersion()
            #expect(version.hasPrefix("v1."))
            #expect(try await cluster.client.mayI("create", .deployment, namespace: cluster.namespace))
        }
    }

    @Test func aTokenNobodyKnowsIsACaseForCredentials() async throws {
        try await ContractCluster.using { cluster in
            let stranger = cluster.client {
                $0.tls.clientCertificate = nil
                $0.tls.clientKey = nil
                $0.credentials = { KubernetesCredential(token: Sensitive("not-a-token")) }
            }
            let error = await failure { try await stranger.list(.configMap, namespace: cluster.namespace) }
            #expect(error?.code == .credentials)
        }
    }

    @Test func aServerWithAnotherAuthorityIsNotTrusted() async throws {
        try await ContractCluster.using { cluster in
            let careful = cluster.client { $0.tls.certificateAuthorities = nil }
            #expect(await failure { try await careful.serverVersion() }?.code == .tls)
        }
    }
}
