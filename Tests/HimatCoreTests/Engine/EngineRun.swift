// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Synchronization

/// Plans and applies against a fake cloud, as a command would.
struct EngineRun {
    let cloud: FakeCloud
    var journal = MemoryJournal()
    var settings = EngineSettings()
    let progress = RecordedProgress()
    var context: OperationContext

    init(_ cloud: FakeCloud) {
        self.cloud = cloud
        context = OperationContext(clock: cloud.clock, progress: progress, runID: "run-1")
    }

    func plan(_ resources: [FakeResource]) async throws -> Plan {
        try await Planner(try ResourceGraph(resources)).plan(in: context)
    }

    func apply(_ resources: [FakeResource]) async throws -> ExecutionReport {
        let graph = try ResourceGraph(resources)
        let plan = try await Planner(graph).plan(in: context)
        return await GraphExecutor(graph, journal: journal, settings: settings).execute(plan, in: context)
    }

    func destroy(_ resources: [FakeResource]) async throws -> (plan: DestroyPlan, report: ExecutionReport) {
        let destroyer = Destroyer(try ResourceGraph(resources), journal: journal, settings: settings)
        let plan = try await destroyer.plan(in: context)
        return (plan, await destroyer.execute(plan, in: context))
    }
}

/// Everything that was told to whoever shows progress.
final class RecordedProgress: ProgressSink {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func report(_ event: ProgressEvent) {
        let line =
            switch event.kind {
            case .started(let verb): verb
            case .waiting(let reason): "waiting: \(reason)"
            case .finished(let verb, _): verb
            case .failed(let reason): "failed: \(reason)"
            case .note(let text): "note: \(text)"
            case .warning(let text): "warning: \(text)"
            }
        lines.withLock { $0.append("\(event.address?.text ?? "") \(line)") }
    }
}
