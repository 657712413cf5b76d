// SPDX-License-Identifier: MIT
public import HimatSupport

/// The one HTTP client: many requests at once over few kept connections, HTTP/2 where it is offered.
///
/// libcurl is loaded and its thread started by the first request. Redirects are never followed and nothing is ever sent twice
/// (see `RetryMiddleware`). Errors name method, scheme, host and path; never a query, a header or a body.
public final class HTTPClient: HTTPSending {
    private enum State {
        case idle
        case running(CurlLoop)
        case closed
    }

    private let state = Lock(State.idle)
    private let proxies: ProxySettings
    let settings: Transfer.Settings
    let tunnels = TunnelGate()
    private let connectionsPerHost: Int

    /// Builds a client; costs nothing until it is used.
    /// - Parameters:
    ///   - userAgent: the `User-Agent` of requests that carry none.
    ///   - environment: where the proxy variables are read.
    ///   - connectionsPerHost: the most connections to one host; further requests wait for one. A watch over HTTP/1.1 holds one.
    ///   - freshness: how long a connection may have been quiet that a request which must not be repeated is sent on.
    ///   - headLimit: the most bytes the head of an answer may have.
    public init(
        userAgent: String = "himat", environment: ProcessEnvironment = .current(), connectionsPerHost: Int = 64,
        freshness: Duration = .seconds(5), headLimit: Int = 256 << 10
    ) {
        proxies = ProxySettings(environment)
        settings = Transfer.Settings(
            userAgent: userAgent, headLimit: headLimit, bodyCapacity: 256 << 10,
            freshness: Int(freshness.components.seconds))
        self.connectionsPerHost = connectionsPerHost
    }

    deinit { close() }

    /// Ends what is still on its way, closes the connections and waits for the thread; later requests throw.
    public func close() {
        let before = state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .running(let loop) = before { loop.stop() }
        tunnels.close()
    }

    /// Sends a request and returns as soon as the head of the final answer is there.
    ///
    /// A request with a streamed body is answered when the body has gone out, or earlier with a refusal (status 300 and above).
    /// Leaving the loop over the answer's body, or dropping the answer, cancels what is left of it.
    /// - Throws: `HimatError` with code `network`, `tls`, `timedOut` or `malformed` and an `HTTPFailure` as cause;
    ///   `CancellationError`.
    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        try Task.checkCancellation()
        let target = try HTTPTarget(request.url)
        let loop = try runningLoop()
        let proxy = proxy(for: request, target)
        let transfer = try Transfer(request, target: target, proxy: proxy, settings: settings) { loop.wake($0) }
        try loop.start(transfer)
        let reader = BodyReader(transfer, loop, client: self)
        let head = try await withTaskCancellationHandler {
            try await Self.head(of: transfer)
        } onCancel: {
            loop.cancel(transfer)
        }
        return HTTPStreamingResponse(
            status: head.status, headers: head.headers,
            body: HTTPBody(pull: { try await reader.next() }, leave: { reader.leave() }))
    }

    /// The proxy's URL for a request, or nil for the direct way.
    func proxy(for request: HTTPRequest, _ target: HTTPTarget) -> String? {
        request.unixSocket == nil ? request.proxy ?? proxies.proxy(for: target) : nil
    }

    /// Waits for the head, and beside it hands a streamed body over.
    private static func head(of transfer: Transfer) async throws -> HTTPHead {
        guard let upload = transfer.upload, case .stream(_, let next) = transfer.request.body else {
            return try await transfer.answer.head()
        }
        return try await withThrowingTaskGroup(of: HTTPHead?.self) { group in
            group.addTask { try await transfer.answer.head() }
            group.addTask {
                do {
                    try await upload.fill(from: next)
                } catch  where !upload.isSettled {
                    transfer.finish(.failure(error))
                    throw error
                } catch {
                    // The server has answered already: what the source says then no longer matters.
                }
                return nil
            }
            var head: HTTPHead?
            while let result = try await group.next() {
                head = result ?? head
                if upload.isSettled, head != nil { group.cancelAll() }
            }
            guard let head else { throw HimatError(.internalFault, "A transfer ended without an answer or an error") }
            return head
        }
    }

    private func runningLoop() throws -> CurlLoop {
        try state.withLock { state in
            switch state {
            case .running(let loop):
                return loop
            case .idle:
                let loop = try CurlLoop(connectionsPerHost: connectionsPerHost)
                state = .running(loop)
                return loop
            case .closed:
                throw HimatError(.interrupted, "The HTTP client is closed")
            }
        }
    }
}
