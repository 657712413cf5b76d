// SPDX-License-Identifier: MIT
internal import HimatSupport
public import Logging

/// Writes a line of debug level for each transfer: method, URL without query, status, time and size. Never headers, bodies or
/// queries, which may hold secrets.
public struct LogMiddleware: HTTPSending {
    private let next: any HTTPSending
    private let logger: Logger

    /// Wraps a sender.
    public init(next: any HTTPSending, logger: Logger) {
        self.next = next
        self.logger = logger
    }

    /// Sends a request; the line is written when its answer has been read, or left, or when it failed.
    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        guard logger.logLevel <= .debug else { return try await next.stream(request) }
        let line = TransferLine(request, logger)
        do {
            let answer = try await next.stream(request)
            line.note(status: answer.status)
            let body = answer.body
            return HTTPStreamingResponse(
                status: answer.status, headers: answer.headers,
                body: HTTPBody(
                    pull: {
                        do {
                            let piece = try await body.pull()
                            if let piece { line.count(piece.count) } else { line.write("ok") }
                            return piece
                        } catch {
                            line.write(Self.code(error))
                            throw error
                        }
                    },
                    leave: {
                        line.write("left")
                        body.leave()
                    }))
        } catch {
            line.write(Self.code(error))
            throw error
        }
    }

    /// Asks for a websocket; the line is written when it is open or refused.
    public func webSocket(_ request: HTTPRequest, subprotocols: [String], messageLimit: Int) async throws
        -> WebSocketOpening
    {
        let line = logger.logLevel <= .debug ? TransferLine(request, logger) : nil
        do {
            let opening = try await next.webSocket(request, subprotocols: subprotocols, messageLimit: messageLimit)
            switch opening {
            case .open: line?.note(status: 101)
            case .refused(let answer): line?.note(status: answer.status)
            }
            line?.write("ok")
            return opening
        } catch {
            line?.write(Self.code(error))
            throw error
        }
    }

    private static func code(_ error: any Error) -> String {
        if error is CancellationError { return "cancelled" }
        return (error as? HimatError)?.code.rawValue ?? "failed"
    }
}

/// The line about one transfer, written once; at the latest when nobody holds the transfer any more.
private final class TransferLine: Sendable {
    private struct State {
        var status: Int?
        var bytes = 0
        var isWritten = false
    }

    private let state = Lock(State())
    private let logger: Logger
    private let method: String
    private let place: String
    private let start = ContinuousClock.now

    init(_ request: HTTPRequest, _ logger: Logger) {
        self.logger = logger
        method = request.method
        place = (try? HTTPTarget(request.url))?.display ?? "(no URL)"
    }

    deinit { write("left") }

    func note(status: Int) { state.withLock { $0.status = status } }

    func count(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

    func write(_ outcome: String) {
        let state = state.withLock { state in
            defer { state.isWritten = true }
            return state
        }
        guard !state.isWritten else { return }
        let elapsed = (ContinuousClock.now - start).components
        logger.debug(
            "\(method) \(place)",
            metadata: [
                "status": "\(state.status.map { "\($0)" } ?? "none")", "outcome": "\(outcome)",
                "bytes": "\(state.bytes)",
                "ms": "\(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000)",
            ])
    }
}
