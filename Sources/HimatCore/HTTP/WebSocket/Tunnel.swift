// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// One connection that libcurl opens (address, proxy, TLS) and that then carries bytes of another protocol both ways.
///
/// Unchecked Sendable: `transfer`'s pipe and `outflow` may be used from anywhere, everything marked so belongs to the
/// loop's thread alone.
final class Tunnel: @unchecked Sendable {
    /// The connection's request, options and errors, and the pipe what is received goes through: its "head" is an empty
    /// one that says that the connection stands.
    let transfer: Transfer
    let outflow: Outflow

    private enum Stage {
        case opening(since: ContinuousClock.Instant)
        case open
        case closing(since: ContinuousClock.Instant)
    }
    private let stage = Lock(Stage.opening(since: .now))

    // The loop's thread only.
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    private let staging = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private var staged = 0..<0
    /// Bytes that were received and found no room.
    private var held: [UInt8] = []
    private var isBlocked = false
    /// The socket once the connection stands.
    var socket: curl_socket_t?

    init(
        _ request: HTTPRequest, target: HTTPTarget, proxy: String?, settings: Transfer.Settings,
        wake: @escaping @Sendable () -> Void
    ) throws {
        transfer = try Transfer(request, target: target, proxy: proxy, settings: settings) { _ in wake() }
        outflow = Outflow(capacity: settings.bodyCapacity, wake: wake)
    }

    deinit {
        staging.deallocate()
        scratch.deallocate()
    }

    /// The opening is over: from now on only silence counts.
    func settle() { stage.withLock { $0 = .open } }

    /// Sends a last piece and ends; whoever does not take it within two seconds is left.
    func close(with bytes: [UInt8]) {
        stage.withLock { $0 = .closing(since: .now) }
        outflow.close(with: bytes)
    }

    /// Whether the last piece is on its way.
    var isClosing: Bool { stage.withLock { if case .closing = $0 { true } else { false } } }

    /// Ends the tunnel for whoever uses it; the loop then closes the connection.
    func finish(_ end: Result<Void, any Error>) {
        transfer.answer.finish(end)
        outflow.end(Self.error(of: end, self))
    }

    /// Ends the tunnel at once, as cancelled; what was not read is dropped.
    func cancel() {
        transfer.answer.finish(.failure(CancellationError()), dropping: true)
        outflow.end(CancellationError())
    }

    private static func error(of end: Result<Void, any Error>, _ tunnel: Tunnel) -> any Error {
        switch end {
        case .failure(let error): error
        case .success: tunnel.cut("the server has closed the connection")
        }
    }

    func cut(_ words: String) -> HimatError {
        transfer.error(HTTPFailure(.cut, wasSent: true, description: words))
    }

    // MARK: The loop's thread

    /// What the socket is to be watched for; 0 = nothing, both sides wait for us.
    var interest: Int16 {
        let reading = held.isEmpty && !transfer.answer.isPaused ? CURL_WAIT_POLLIN : 0
        return Int16(reading | (isBlocked ? CURL_WAIT_POLLOUT : 0))
    }

    /// Sends and receives until the connection has no more to give or take.
    func flow(_ easy: EasyHandle) {
        send(easy)
        receive(easy)
        if outflow.isDone, staged.isEmpty, !transfer.answer.hasEnded { finish(.success(())) }
    }

    private func send(_ easy: EasyHandle) {
        isBlocked = false
        while !transfer.answer.hasEnded {
            if staged.isEmpty {
                let count = outflow.read(into: staging)
                guard count > 0 else { return }
                staged = 0..<count
            }
            // TLS wants the same bytes at the same place again when it could not send them: hence the buffer of our own.
            var sent = 0
            let code = easy.library.table.pointee.easy_send(
                easy.pointer, staging.baseAddress?.advanced(by: staged.lowerBound), staged.count, &sent)
            guard code == CURLE_OK else {
                isBlocked = code == CURLE_AGAIN
                if !isBlocked { finish(.failure(cut("curl: \(easy.words(for: code))"))) }
                return
            }
            transfer.lastActivity = .now
            staged = staged.lowerBound + sent..<staged.upperBound
        }
    }

    private func receive(_ easy: EasyHandle) {
        if !held.isEmpty {
            guard take(held) else { return }
            held = []
        }
        while !transfer.answer.hasEnded {
            var count = 0
            let code = easy.library.table.pointee.easy_recv(
                easy.pointer, scratch.baseAddress, scratch.count, &count)
            if code == CURLE_AGAIN { return }
            guard code == CURLE_OK else { return finish(.failure(cut("curl: \(easy.words(for: code))"))) }
            guard count > 0 else { return finish(.success(())) }
            transfer.lastActivity = .now
            let bytes = [UInt8](scratch.prefix(count))
            guard take(bytes) else { return held = bytes }
        }
    }

    private func take(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { transfer.answer.append($0) } }

    /// How much longer the connection may be silent, or take for its opening; nil = for ever.
    func patience(at now: ContinuousClock.Instant) -> (left: Duration, error: () -> HimatError)? {
        let transfer = transfer
        switch stage.withLock({ $0 }) {
        case .opening(let since):
            guard let limit = transfer.request.timeouts.total else { return nil }
            return (
                limit - (now - since),
                { transfer.error(HTTPFailure(.totalTimeout, wasSent: true, description: "no answer to the upgrade")) }
            )
        case .closing(let since):
            return (.seconds(2) - (now - since), { self.cut("the server did not take the closing frame") })
        case .open: break
        }
        guard let limit = transfer.request.timeouts.idle, held.isEmpty, !transfer.answer.isPaused else { return nil }
        return (limit - (now - transfer.lastActivity), { transfer.idleError(limit) })
    }
}
