// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

/// What HiMAT expects of watches, leases and namespaces; the sandbox and a real cluster must both hold it.
@Suite struct ContractWatchTests {
    @Test func aWatchListsThenTellsEveryChange() async throws {
        try await ContractCluster.using { cluster in
            let reference = ObjectReference(.configMap, "seen", namespace: cluster.namespace)
            var told: [String] = []
            let watch = cluster.client.watch(
                .configMap, namespace: cluster.namespace, .name("seen"), until: Date().addingTimeInterval(300))
            for try await event in watch {
                switch event {
                case .listed(let objects):
                    told.append("listed \(objects.count)")
                    _ = try await cluster.client.apply(cluster.map("seen"))
                case .added:
                    told.append("added")
                    _ = try await cluster.client.apply(cluster.map("seen", ["a": "2"]))
                case .modified(let object):
                    told.append("modified \(object.texts["a"] ?? "")")
                    try await cluster.client.delete(reference)
                case .deleted:
                    told.append("deleted")
                }
                if told.last == "deleted" { break }
            }
            #expect(told == ["listed 0", "added", "modified 2", "deleted"])
        }
    }

    @Test func aWatchEndsAtItsDeadline() async throws {
        try await ContractCluster.using { cluster in
            let watch = cluster.client.watch(
                .configMap, namespace: cluster.namespace, .name("never"), until: Date().addingTimeInterval(1))
            var events = 0
            for try await _ in watch { events += 1 }
            #expect(events == 1)
        }
    }

    @Test func aNamespaceThatEndsTakesNothingNew() async throws {
        try await ContractCluster.using { cluster in
            let held = ObjectReference(.configMap, "held", namespace: cluster.namespace)
            var map = cluster.map("held")
            map.json["metadata"]?["finalizers"] = ["example.com/held"]
            _ = try await cluster.client.apply(map)
            try await cluster.client.delete(ObjectReference(.namespace, cluster.namespace))
            let error = await failure { try await cluster.client.apply(cluster.map("late")) }
            #expect(error?.code == .conflict)
            #expect(error?.kubernetesStatus?.isNamespaceTerminating == true)
            _ = try await cluster.client.merge(held, ["metadata": ["finalizers": nil]])
        }
    }

    private func lease(
        _ cluster: ContractCluster, _ name: String, _ holder: String, clock: any WallClock = SystemClock()
    )
        -> KubernetesLease
    {
        KubernetesLease(
            name: name, holder: holder, duration: .seconds(30), client: cluster.client(clock: clock), clock: clock)
    }

    @Test func aLeaseHasOneHolderWhoIsNamedToTheOthers() async throws {
        try await ContractCluster.using { cluster in
            let (first, second) = (lease(cluster, cluster.namespace, "ann"), lease(cluster, cluster.namespace, "bob"))
            #expect(try await first.acquire() == nil)
            try await first.renew()
            let error = await failure { try await second.acquire() }
            #expect(error?.code == .locked)
            #expect(error?.message.contains("ann since ") == true)
            try await second.release()
            #expect(await failure { try await second.acquire() }?.code == .locked)
            try await first.release()
            #expect(try await second.acquire() == nil)
            #expect(await failure { try await first.renew() }?.code == .locked)
            try await second.release()
        }
    }

    @Test func aSilentHoldersLeaseIsTakenOver() async throws {
        try await ContractCluster.using { cluster in
            let later = ShiftedClock(seconds: 31)
            _ = try await lease(cluster, cluster.namespace, "ann").acquire()
            let bob = lease(cluster, cluster.namespace, "bob", clock: later)
            #expect(try await bob.acquire()?.identity == "ann")
            try await bob.release()
        }
    }

    @Test func aLeaseGoesBackWhenTheWorkFails() async throws {
        try await ContractCluster.using { cluster in
            let own = lease(cluster, cluster.namespace, "ann")
            let error = await failure { try await own.hold { throw HimatError(.service, "the work failed") } }
            #expect(error?.message == "the work failed")
            let left = try await cluster.client.get(ObjectReference(.lease, cluster.namespace, namespace: "default"))
            #expect(left == nil)
        }
    }
}

/// The machine's clock, ahead by some seconds.
private struct ShiftedClock: WallClock {
    let seconds: Double
    func now() -> Date { Date().addingTimeInterval(seconds) }
    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
