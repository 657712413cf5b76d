// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@testable import HimatKubernetes

/// What destroying and long waits rely on: preconditions, foreground deletion, a past that is forgotten, pages.
@Suite struct ContractEndTests {
    @Test func anObjectMadeAnewUnderAnOldNameSurvivesTheDeletionOfTheOldOne() async throws {
        try await ContractCluster.using { cluster in
            let reference = ObjectReference(.configMap, "a", namespace: cluster.namespace)
            let old = try await cluster.client.apply(cluster.map("a"))
            try await cluster.client.delete(reference, uid: old.uid)
            let new = try await cluster.client.apply(cluster.map("a"))
            #expect(new.uid != old.uid)
            let error = await failure { try await cluster.client.delete(reference, uid: old.uid) }
            #expect(error?.code == .conflict)
            #expect(try await cluster.client.get(reference)?.uid == new.uid)
        }
    }

    @Test func aForegroundDeletionEndsWithTheObjectAndNothingOfItIsLeftThen() async throws {
        try await ContractCluster.using { cluster in
            let reference = ObjectReference(.deployment, "d", namespace: cluster.namespace)
            let labels: JSONValue = ["app": "d"]
            let deployment = KubernetesObject(
                reference,
                [
                    "spec": [
                        "replicas": 1, "selector": ["matchLabels": labels],
                        "template": [
                            "metadata": ["labels": labels],
                            "spec": [
                                "terminationGracePeriodSeconds": 1,
                                "containers": [["name": "c", "image": "registry.k8s.io/pause:3.10"]],
                            ],
                        ],
                    ]
                ])
            let live = try await cluster.client.apply(deployment)
            let end = Date().addingTimeInterval(300)
            let pods = ObjectSelector.labels(["app": "d"])
            for try await event in cluster.client.watch(.pod, namespace: cluster.namespace, pods, until: end) {
                switch event {
                case .listed(let all) where all.isEmpty: continue
                default: break
                }
                break
            }
            try await cluster.client.delete(reference, uid: live.uid, propagation: .foreground)
            if let ending = try await cluster.client.get(reference) {
                #expect(ending.isTerminating)
                #expect(ending.finalizers.contains("foregroundDeletion"))
            }
            var isGone = false
            for try await event in cluster.client.watch(
                .deployment, namespace: cluster.namespace, .name("d"), until: end)
            {
                switch event {
                case .deleted: isGone = true
                case .listed(let all): isGone = all.isEmpty
                case .added, .modified: continue
                }
                if isGone { break }
            }
            #expect(isGone)
            let left = try await cluster.client.list(.replicaSet, namespace: cluster.namespace, pods).items
            #expect(left.isEmpty)
        }
    }

    @Test func aWatchFromAForgottenPastSaysSoInItsFirstEvent() async throws {
        try await ContractCluster.using { cluster in
            for number in 0..<3 { _ = try await cluster.client.apply(cluster.map("m", ["n": "\(number)"])) }
            try await cluster.forgetPast()
            let answer = try await cluster.client.stream(
                .init(
                    method: "GET", path: "/api/v1/namespaces/\(cluster.namespace)/configmaps",
                    query: [("watch", "1"), ("resourceVersion", "1"), ("timeoutSeconds", "5")], action: "Watching"))
            var lines = JSONLines(answer.body)
            let first = try await lines.next().flatMap { WatchLine($0) }
            guard case .refused(let status) = first else {
                Issue.record("the watch began with \(String(describing: first))")
                return
            }
            #expect(status.isExpired && status.code == 410)
        }
    }

    @Test func pagesThatWereBegunShowNothingTwiceThoughObjectsComeMeanwhile() async throws {
        try await ContractCluster.using { cluster in
            for number in 0..<5 { _ = try await cluster.client.apply(cluster.map("page-\(number)")) }
            func page(_ token: String?) async throws -> JSONValue {
                var query = [("limit", "2"), ("fieldSelector", "metadata.name!=kube-root-ca.crt")]
                if let token { query.append(("continue", token)) }
                return try await cluster.client.json(
                    .init(
                        method: "GET", path: "/api/v1/namespaces/\(cluster.namespace)/configmaps", query: query,
                        action: "Listing")
                ).json
            }
            var names: [String] = []
            var token: String?
            repeat {
                let answer = try await page(token)
                names += answer["items"]?.array?.compactMap { $0.at("metadata", "name")?.string } ?? []
                if token == nil { _ = try await cluster.client.apply(cluster.map("page-00")) }
                token = answer.at("metadata", "continue")?.string.flatMap { $0.isEmpty ? nil : $0 }
            } while token != nil
            #expect(names == (0..<5).map { "page-\($0)" })
        }
    }
}
