// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

@Suite struct WorkerDepartureTests {
    private func pod(_ name: String, _ address: String) -> KubernetesObject {
        KubernetesObject(["metadata": ["name": .string(name)], "status": ["podIP": .string(address)]])
    }

    private func worker(_ address: String, memory: Int = 50, processing: Int = 0, held: Int = 0) -> SchedulerWorker {
        SchedulerWorker(
            address: "tcp://\(address):4", threads: 1, memory: memory, memoryLimit: nil, processing: processing,
            held: held)
    }

    @Test func theIdleGoFirstThenThoseThatHoldLeastAndTheBusyLast() {
        let pods = [pod("busy", "10.0.0.1"), pod("full", "10.0.0.2"), pod("some", "10.0.0.3"), pod("idle", "10.0.0.4")]
        let workers = [
            worker("10.0.0.1", processing: 1), worker("10.0.0.2", memory: 900, held: 9),
            worker("10.0.0.3", memory: 200, held: 9), worker("10.0.0.4", memory: 999),
        ]
        #expect(WorkerDeparture.order(pods, workers).map(\.name) == ["idle", "some", "full", "busy"])
    }

    @Test func aPodThatTheSchedulerDoesNotKnowHoldsNothing() {
        let order = WorkerDeparture.order([pod("known", "10.0.0.1"), pod("new", "10.0.0.2")], [worker("10.0.0.1")])
        #expect(order.map(\.name) == ["new", "known"])
    }

    @Test func theProcessesOfAPodCountTogether() {
        let workers = [
            worker("fd00::1"), worker("[fd00::1]", processing: 2), worker("[fd00::2]", memory: 10, held: 1),
        ]
        let order = WorkerDeparture.order([pod("a", "fd00::1"), pod("b", "fd00::2")], Array(workers.dropFirst()))
        #expect(order.map(\.name) == ["b", "a"])
    }
}
