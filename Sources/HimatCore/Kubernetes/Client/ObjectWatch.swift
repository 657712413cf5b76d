// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatHTTP
public import HimatSupport

/// The objects of a kind as they change: a list first, then every change, over as many connections as it takes.
///
/// A connection that ends or breaks is resumed from the last resourceVersion; a resourceVersion the server no longer holds
/// (410, also as an ERROR event) leads to a new list. The sequence ends at its deadline and throws only what resuming
/// cannot mend: a refusal, or a server that stayed unreachable. One that is told of interruptions goes on through them.
public struct ObjectWatch: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = WatchEvent

    let client: KubernetesClient
    let kind: ObjectKind
    let namespace: String?
    let selector: ObjectSelector
    let deadline: Date?
    /// What is kept of each object.
    let keeping: @Sendable (KubernetesObject) -> KubernetesObject
    let interrupted: (@Sendable (HimatError?) async -> Void)?

    /// Starts the watch.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(watch: self) }

    /// Takes events one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum State {
            case listing
            case connecting(resourceVersion: String)
            case streaming(JSONLines, resourceVersion: String)
        }

        /// How often in a row a connection may fail before a watch that tells nobody gives up.
        private static let patience = 8
        /// The longest pause between two attempts, in milliseconds.
        private static let longestPause = 8000

        private let watch: ObjectWatch
        private var state = State.listing
        private var failures = 0

        init(watch: ObjectWatch) { self.watch = watch }

        /// The next event, or nil at the deadline.
        public mutating func next() async throws -> WatchEvent? {
            while true {
                try Task.checkCancellation()
                if let left = watch.secondsLeft, left <= 0 { return nil }
                do {
                    let event = try await step()
                    if event != nil || isConnected { await recover() }
                    if let event { return event }
                } catch let error as HimatError where error.code == .expired {
                    state = .listing
                } catch let error as HimatError where Self.mayPass(error) {
                    try await pause(after: error)
                }
            }
        }

        private var isConnected: Bool { if case .streaming = state { true } else { false } }

        private mutating func recover() async {
            if failures > 0 { await watch.interrupted?(nil) }
            failures = 0
        }

        private static func mayPass(_ error: HimatError) -> Bool {
            let status = error.kubernetesStatus?.code ?? 0
            return error.code == .network || error.code == .timedOut || error.code == .throttled || status >= 500
        }

        private mutating func step() async throws -> WatchEvent? {
            switch state {
            case .listing:
                let (items, version) = try await watch.client.list(
                    watch.kind, namespace: watch.namespace, watch.selector, keeping: watch.keeping)
                state = .connecting(resourceVersion: version)
                return .listed(items)
            case .connecting(let version):
                state = .streaming(JSONLines(try await watch.connect(from: version)), resourceVersion: version)
                return nil
            case .streaming(var lines, let version):
                guard let json = try await lines.next() else {
                    state = .connecting(resourceVersion: version)
                    // A server that ends every connection at once is not hammered.
                    try await watch.client.clock.sleep(for: .milliseconds(100))
                    return nil
                }
                return try take(json, lines, version)
            }
        }

        private mutating func take(_ json: JSONValue, _ lines: JSONLines, _ version: String) throws -> WatchEvent? {
            switch WatchLine(json) {
            case .bookmark(let newer):
                state = .streaming(lines, resourceVersion: newer.isEmpty ? version : newer)
                return nil
            case .event(let event):
                state = .streaming(lines, resourceVersion: event.object?.resourceVersion ?? version)
                return event.mapped(watch.keeping)
            case .refused(let status):
                throw status.error("Watching \(watch.kind.plural)")
            case nil:
                state = .streaming(lines, resourceVersion: version)
                return nil
            }
        }

        private mutating func pause(after error: HimatError) async throws {
            if case .streaming(_, let version) = state { state = .connecting(resourceVersion: version) }
            failures += 1
            guard failures < Self.patience || watch.interrupted != nil else { throw error }
            await watch.interrupted?(error)
            let wait = Swift.min(250 << Swift.min(failures - 1, 5), Self.longestPause)
            let left = watch.secondsLeft.map { Int($0 * 1000) + 1 } ?? wait
            try await watch.client.clock.sleep(for: .milliseconds(Swift.min(wait, left)))
        }
    }

    var secondsLeft: Double? { deadline.map { $0.timeIntervalSince(client.clock.now()) } }

    func connect(from version: String) async throws -> HTTPBody {
        let seconds = Swift.max(1, Swift.min(240, Int((secondsLeft ?? 240).rounded(.up))))
        let query =
            selector.query + [
                ("watch", "1"), ("resourceVersion", version), ("allowWatchBookmarks", "true"),
                ("timeoutSeconds", String(seconds)),
            ]
        let call = KubernetesClient.Call(
            method: "GET", path: kind.path(namespace: namespace), query: query,
            timeouts: HTTPTimeouts(total: .seconds(seconds + 10), idle: .seconds(150)),
            action: "Watching \(kind.plural)")
        return try await client.stream(call).body
    }
}

extension WatchEvent {
    /// The object an event is about; nil for a list.
    public var object: KubernetesObject? {
        switch self {
        case .listed: nil
        case .added(let object), .modified(let object), .deleted(let object): object
        }
    }

    /// The same event with what is kept of its objects.
    func mapped(_ keep: (KubernetesObject) -> KubernetesObject) -> WatchEvent {
        switch self {
        case .listed(let objects): .listed(objects.map(keep))
        case .added(let object): .added(keep(object))
        case .modified(let object): .modified(keep(object))
        case .deleted(let object): .deleted(keep(object))
        }
    }
}

extension KubernetesClient {
    /// Watches the objects of a kind.
    /// - Parameters:
    ///   - namespace: nil = of every namespace.
    ///   - deadline: when the sequence ends; nil = never.
    ///   - keeping: what is kept of each object, for watches of thousands of which few fields are read.
    ///   - interrupted: told of every attempt that failed, and with nil when the server answers again; the watch then goes
    ///     on for as long as it takes.
    public func watch(
        _ kind: ObjectKind, namespace: String? = nil, _ selector: ObjectSelector = .all, until deadline: Date?,
        keeping: @escaping @Sendable (KubernetesObject) -> KubernetesObject = { $0 },
        interrupted: (@Sendable (HimatError?) async -> Void)? = nil
    ) -> ObjectWatch {
        ObjectWatch(
            client: self, kind: kind, namespace: namespace, selector: selector, deadline: deadline, keeping: keeping,
            interrupted: interrupted)
    }
}
