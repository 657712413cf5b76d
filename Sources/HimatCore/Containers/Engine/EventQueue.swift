// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Turns the documents of a stream into events, some into none and some into several, as fast as they are asked for.
final class EventQueue<Reader: Sendable, Event: Sendable>: Sendable {
    private struct State: Sendable {
        var reader: Reader
        var waiting: [Event] = []
        var hasEnded = false
    }

    private let lines: EngineLines
    private let state: Lock<State>
    private let take: @Sendable (inout Reader, JSONValue) -> [Event]
    private let end: @Sendable (inout Reader) throws -> [Event]

    /// - Parameters:
    ///   - take: what a document means.
    ///   - end: what the end of the stream means; throws when it came too early.
    init(
        _ lines: EngineLines, reader: Reader, take: @escaping @Sendable (inout Reader, JSONValue) -> [Event],
        end: @escaping @Sendable (inout Reader) throws -> [Event]
    ) {
        self.lines = lines
        state = Lock(State(reader: reader))
        self.take = take
        self.end = end
    }

    /// The events as a sequence; leaving the loop over it closes the connection.
    var events: AsyncThrowingStream<Event, any Error> { AsyncThrowingStream { try await self.next() } }

    private func next() async throws -> Event? {
        while true {
            let (event, hasEnded) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.hasEnded)
            }
            if let event { return event }
            if hasEnded { return nil }
            let line = try await lines.next()
            try state.withLock { state in
                if let line {
                    state.waiting = take(&state.reader, line)
                } else {
                    state.hasEnded = true
                    state.waiting = try end(&state.reader)
                }
            }
        }
    }
}
