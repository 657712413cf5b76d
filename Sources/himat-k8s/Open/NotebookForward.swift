// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Carries every connection to a local port to Jupyter's port in the notebook's pod, through the API server.
struct NotebookForward: Sendable {
    let client: KubernetesClient
    let pods: NotebookPods
    let listener: LocalListener
    let clock: any WallClock
    /// Takes a line for the user.
    let tell: @Sendable (String) -> Void

    private let complaint = Lock<Complaint?>(nil)

    private struct Complaint: Sendable {
        var words: String
        var moment: Date
    }

    init(
        client: KubernetesClient, pods: NotebookPods, listener: LocalListener, clock: any WallClock,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        self.pods = pods
        self.listener = listener
        self.clock = clock
        self.tell = tell
    }

    /// How long a new connection waits for a pod.
    private static let patience = Duration.seconds(60)
    /// How long the pod may be silent after the local side has closed its end, which the pod cannot be told.
    private static let linger = Duration.seconds(60)

    /// The links through this forward.
    var links: Links { Links(host: "127.0.0.1", port: listener.port) }

    /// Forwards while `body` runs.
    func during<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await pods.follow(); return nil
            }
            group.addTask {
                try await serve(); return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() { if let value = ended { return value } }
            throw CancellationError()
        }
    }

    private func serve() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let local = try await listener.accept(clock: clock)
                group.addTask { await carry(local) }
            }
        }
    }

    /// One connection from its beginning to its end; what goes wrong ends this one alone.
    private func carry(_ local: LocalSocket) async {
        do {
            let forward = try await connect()
            defer { forward.close() }
            try await exchange(local, forward)
        } catch let error as HimatError where error.code != .interrupted {
            complain("a connection was lost: \(error.message)")
        } catch {
            return
        }
    }

    /// Tells what went wrong; the same words not again for half a minute, however many connections they are about.
    private func complain(_ words: String) {
        let isNew = complaint.withLock { last in
            guard last?.words != words || clock.now().timeIntervalSince(last?.moment ?? .distantPast) > 30 else {
                return false
            }
            last = Complaint(words: words, moment: clock.now())
            return true
        }
        if isNew { tell(words) }
    }

    /// A connection to the pod of the moment. Nothing was sent yet, so a failure is tried again with the pod of the next.
    private func connect() async throws -> PortForward {
        let end = clock.now().addingTimeInterval(Self.patience / .seconds(1))
        while true {
            let left = Duration.seconds(max(0, end.timeIntervalSince(clock.now())))
            guard let pod = try await pods.ready(within: left) else {
                throw HimatError(.timedOut, "no pod took the connection: \(pods.reason)")
            }
            do {
                return try await client.portForward(to: Jupyter.port, of: pod)
            } catch let error as HimatError where error.code != .denied && clock.now() < end {
                try await clock.sleep(for: .milliseconds(200))
            }
        }
    }

    private enum End: Sendable {
        case local
        case pod
        case silence
    }

    private func exchange(_ local: LocalSocket, _ forward: PortForward) async throws {
        let heard = Lock(clock.now())
        try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                while case let bytes = try await local.read(), !bytes.isEmpty { try await forward.send(bytes) }
                return .local
            }
            group.addTask {
                while let bytes = try await forward.receive() {
                    heard.withLock { $0 = clock.now() }
                    try await local.write(bytes)
                }
                local.finishWriting()
                return .pod
            }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                guard end == .local else { return }
                // The pod may still answer; only its silence tells that nobody waits any more.
                group.addTask {
                    while case let left = Self.linger - .seconds(clock.now().timeIntervalSince(heard.withLock { $0 })),
                        left > .zero
                    {
                        try await clock.sleep(for: left)
                    }
                    return .silence
                }
            }
        }
    }
}
