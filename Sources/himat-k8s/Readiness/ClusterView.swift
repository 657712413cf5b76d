// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The objects a run waits for, kept up to date by one watch a selection, however many resources look.
///
/// It shows something only inside `running`. A server that goes away for a while is said and outlived: what was known stays
/// until the watches go on.
actor ClusterView {
    private struct Shelf {
        var objects: [String: KubernetesObject] = [:]
        var isListed = false
        var failure: (any Error)?
    }

    /// How long a first list may take before the server counts as away.
    private static let patience: Duration = .seconds(10)

    private let client: KubernetesClient
    private let clock: any WallClock
    private var shelves: [Selection: Shelf] = [:]
    private var inlet: AsyncStream<Selection>.Continuation?
    private var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
    private var lastWaiter = 0
    private var interrupted: Set<Selection> = []
    private var progress: (any ProgressSink)?
    /// Counts the changes seen, of any object.
    private(set) var revision = 0
    /// Whether watches are kept.
    var isRunning: Bool { inlet != nil }
    /// What is fetched once a run, e.g. the last lines of a container that crashed.
    nonisolated let memory = SharedReads()

    init(client: KubernetesClient, clock: any WallClock) {
        self.client = client
        self.clock = clock
    }

    /// Runs `body` while watches are kept for whatever it looks at; they end with it.
    nonisolated func running<Value: Sendable>(_ context: OperationContext, _ body: () async throws -> Value)
        async throws -> Value
    {
        let requests = await open(context)
        async let _ = serve(requests)
        do {
            let value = try await body()
            await close()
            return value
        } catch {
            await close()
            throw error
        }
    }

    private func open(_ context: OperationContext) -> AsyncStream<Selection> {
        let (requests, inlet) = AsyncStream.makeStream(of: Selection.self)
        (self.inlet, progress) = (inlet, context.progress)
        return requests
    }

    /// Follows what is asked for until it is cancelled.
    private nonisolated func serve(_ requests: AsyncStream<Selection>) async {
        await withTaskGroup(of: Void.self) { group in
            for await selection in requests { group.addTask { await self.follow(selection) } }
        }
    }

    /// The objects of a selection, by name; nil outside of `running`. The first look starts the watch.
    /// - Throws: what the server refused the list with; `HimatError` (network) when it does not answer.
    func objects(_ selection: Selection) async throws -> [KubernetesObject]? {
        guard let inlet else { return nil }
        if shelves[selection] == nil {
            shelves[selection] = Shelf()
            inlet.yield(selection)
        }
        let end = clock.now().addingTimeInterval(Self.patience / .seconds(1))
        while true {
            try Task.checkCancellation()
            let shelf = shelves[selection] ?? Shelf()
            if let failure = shelf.failure { throw failure }
            if shelf.isListed { return shelf.objects.values.sorted { $0.name < $1.name } }
            let left = Duration.seconds(end.timeIntervalSince(clock.now()))
            guard left > .zero else {
                throw HimatError(.network, "the API server does not list \(selection.kind.plural)")
            }
            await change(since: revision, for: left)
        }
    }

    /// Returns when something has changed since `seen`, or when the time is over; at once, with the watch begun, for a
    /// selection that nobody has looked at yet.
    func change(of selection: Selection, since seen: Int, for limit: Duration) async throws {
        guard shelves[selection] != nil else {
            _ = try await objects(selection)
            return
        }
        await change(since: seen, for: limit)
    }

    private func change(since seen: Int, for limit: Duration) async {
        guard seen == revision else { return }
        let (changes, inlet) = AsyncStream.makeStream(of: Void.self)
        lastWaiter += 1
        let number = lastWaiter
        waiting[number] = inlet
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in changes { break } }
            group.addTask { [clock] in try? await clock.sleep(for: limit) }
            _ = await group.next()
            group.cancelAll()
        }
        waiting[number] = nil
    }

    // MARK: - The watches

    private nonisolated func follow(_ selection: Selection) async {
        let watch = client.watch(
            selection.kind, namespace: selection.namespace, selection.selector, until: nil,
            interrupted: { await self.note($0, selection) })
        do {
            for try await event in watch { await take(event, selection) }
        } catch is CancellationError {
            return
        } catch {
            await fail(selection, error)
        }
    }

    private func take(_ event: WatchEvent, _ selection: Selection) {
        switch event {
        case .listed(let objects):
            let known = Dictionary(objects.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
            shelves[selection] = Shelf(objects: known, isListed: true)
        case .added(let object), .modified(let object):
            shelves[selection]?.objects[object.uid] = object
        case .deleted(let object):
            shelves[selection]?.objects[object.uid] = nil
        }
        wake()
    }

    private func fail(_ selection: Selection, _ error: any Error) {
        shelves[selection]?.failure = error
        wake()
    }

    /// Says once that the server went away, and once that it is back.
    private func note(_ error: HimatError?, _ selection: Selection) {
        let wasAway = !interrupted.isEmpty
        if let error {
            interrupted.insert(selection)
            if !wasAway { say("the API server does not answer (\(error.message)); the wait goes on when it does") }
        } else {
            interrupted.remove(selection)
            if wasAway, interrupted.isEmpty { say("the API server answers again") }
        }
        wake()
    }

    private func say(_ words: String) { progress?.report(ProgressEvent(nil, .note(words))) }

    private func wake() {
        revision += 1
        for waiter in waiting.values { waiter.yield() }
    }

    private func close() {
        inlet?.finish()
        (inlet, progress, shelves, interrupted) = (nil, nil, [:], [])
    }
}
