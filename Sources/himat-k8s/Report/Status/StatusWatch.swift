// SPDX-License-Identifier: MIT
import HimatCore

/// Shows the status and every change of it, told by watches; survives cut connections and a server that restarts.
struct StatusWatch: Sendable {
    let reader: StatusReader
    let runtime: Runtime
    let options: OutputOptions
    let listsAll: Bool

    /// Several changes within this time are drawn once.
    private static let pause = Duration.milliseconds(200)
    /// The scheduler and the pods are asked no more often than this, and only when pods changed.
    private static let askingPause = Duration.seconds(3)

    private var layer: KubernetesLayer { reader.layer }

    /// - Throws: `OutputClosed`; `CancellationError`; `HimatError` when nothing may be watched.
    func run() async throws {
        let (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (moves, moved) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let board = StatusBoard(changed: changed, podsChanged: moved)
        let screen = StatusScreen(runtime: runtime, options: options)
        moved.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await watch(.node, nil, .all, NodeSummary.essence, board, screen, { await board.takeNode($0) })
            }
            group.addTask {
                try await watch(
                    .pod, layer.config.namespace, reader.selector, PodSummary.essence, board, screen,
                    { await board.takePod($0) })
            }
            group.addTask {
                try await watch(
                    .deployment, layer.config.namespace, reader.selector, { $0 }, board, screen,
                    { await board.takeDeployment($0) })
            }
            group.addTask {
                try await watch(
                    .configMap, layer.config.namespace, .name(ObjectNames.outputs), { $0 }, board, screen,
                    { await board.takeOutputs($0) })
            }
            group.addTask { try await ask(moves, board, screen) }
            group.addTask { try await draw(changes, board, screen) }
            defer {
                group.cancelAll()
                screen.leave()
            }
            // None ends of itself but by an error.
            while try await group.next() != nil {}
        }
        try Task.checkCancellation()
    }

    /// One kind; a refusal is a line of the report, a server that is away is waited for.
    private func watch(
        _ kind: ObjectKind, _ namespace: String?, _ selector: ObjectSelector,
        _ essence: @escaping @Sendable (KubernetesObject) -> KubernetesObject, _ board: StatusBoard,
        _ screen: StatusScreen, _ take: @Sendable (WatchEvent) async -> [StatusChange]
    ) async throws {
        let events = layer.client.watch(
            kind, namespace: namespace, selector, until: nil, keeping: essence,
            interrupted: { error in screen.say(await board.note(error?.reason, for: kind.plural)) })
        do {
            for try await event in events { try screen.tell(await take(event)) }
        } catch let error as HimatError where error.code == .denied {
            await board.refuse(kind.plural, error.reason)
        }
    }

    /// Asks the scheduler and the pods whenever pods have changed.
    private func ask(_ moves: AsyncStream<Void>, _ board: StatusBoard, _ screen: StatusScreen) async throws {
        var asked: [String] = []
        for await _ in moves {
            try screen.tell(await board.take(try await reader.workers()))
            let pods = await board.presentPods
            let samples = StatusReader.samples(of: pods).map { "\($0.uid) \($0.restarts)" }
            if samples != asked {
                asked = samples
                try screen.tell(await board.take(try await reader.versions(of: pods)))
            }
            try await runtime.clock.sleep(for: Self.askingPause)
        }
    }

    private func draw(_ changes: AsyncStream<Void>, _ board: StatusBoard, _ screen: StatusScreen) async throws {
        for await _ in changes where await board.isComplete {
            try screen.show(await board.report(reader, listsAll: listsAll))
            try await runtime.clock.sleep(for: Self.pause)
        }
    }
}
