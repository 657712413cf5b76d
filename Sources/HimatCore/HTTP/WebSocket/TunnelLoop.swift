// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// The thread that runs all tunnels of a client: libcurl connects them, then their sockets are polled and served here.
///
/// Apart from `CurlLoop`, so that long-lived tunnels do not count against the connections that requests may have. Unchecked
/// Sendable for the same reason as there: other threads reach only `inbox` and `curl_multi_wakeup`.
final class TunnelLoop: @unchecked Sendable {
    private enum Command: Sendable {
        case start(Tunnel)
        case end(Tunnel)
        case look
    }

    private let library: CurlLibrary
    private let multi: UnsafeMutableRawPointer
    private let inbox: LoopInbox<Command>
    private let thread = LoopThread()
    private var running: [UnsafeMutableRawPointer: Tunnel] = [:]

    /// Loads libcurl and starts the thread.
    init() throws {
        library = try CurlLibrary.shared()
        guard let multi = library.table.pointee.multi_init() else {
            throw HimatError(.internalFault, "libcurl gave no handle for its transfers")
        }
        self.multi = multi
        inbox = LoopInbox(wake: library.wakeUp(multi))
        try thread.start { [self] in run() }
    }

    // MARK: From any thread

    /// Opens a tunnel.
    /// - Throws: `HimatError` (interrupted) when the client is closed.
    func start(_ tunnel: Tunnel) throws {
        guard inbox.post(.start(tunnel)) else { throw Self.closed(tunnel) }
    }

    /// Ends a tunnel at once for its tasks, and soon for the server.
    func cancel(_ tunnel: Tunnel) {
        tunnel.cancel()
        inbox.post(.end(tunnel))
    }

    /// Has the loop look at its tunnels: one has something to send, or room.
    func wake() { inbox.post(.look, isNudge: true) }

    /// Ends all tunnels and waits for the thread to be gone.
    func stop() {
        inbox.stop()
        thread.join()
    }

    // MARK: On the loop's thread

    private func run() {
        while let commands = nextCommands() {
            for command in commands { obey(command) }
            var count: Int32 = 0
            let state = library.table.pointee.multi_perform(multi, &count)
            if state != CURLM_OK { failAll("curl_multi_perform answered \(state.rawValue)") }
            var result = CURLE_OK
            while let pointer = himat_curl_multi_ended(library.table, multi, &result) { connected(pointer, result) }
            for tunnel in running.values { serve(tunnel) }
            poll(for: endOverdue())
        }
        for tunnel in running.values {
            tunnel.finish(.failure(Self.closed(tunnel)))
            remove(tunnel)
        }
        inbox.close()
        _ = library.table.pointee.multi_cleanup(multi)
    }

    /// The commands since the last time, or nil when the loop is to stop.
    private func nextCommands() -> [Command]? {
        let (commands, isStopping) = inbox.take()
        guard isStopping else { return commands }
        for case .start(let tunnel) in commands { tunnel.finish(.failure(Self.closed(tunnel))) }
        return nil
    }

    private func obey(_ command: Command) {
        switch command {
        case .look: break
        case .end(let tunnel): remove(tunnel)
        case .start(let tunnel):
            guard !tunnel.transfer.answer.hasEnded else { return }
            do {
                let easy = try tunnel.transfer.prepared(with: library)
                try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
                try easy.set(CURLOPT_CONNECT_ONLY, 1)
                try easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
                let state = library.table.pointee.multi_add_handle(multi, easy.pointer)
                guard state == CURLM_OK else {
                    throw HimatError(.internalFault, "curl_multi_add_handle answered \(state.rawValue)")
                }
                tunnel.transfer.easy = easy
                running[easy.pointer] = tunnel
            } catch {
                tunnel.finish(.failure(error))
            }
        }
    }

    /// The connection stands, or there is none.
    private func connected(_ pointer: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let tunnel = running[pointer], let easy = tunnel.transfer.easy else { return }
        if result == CURLE_OK, let socket = easy.activeSocket {
            tunnel.socket = socket
            tunnel.transfer.lastActivity = .now
            tunnel.transfer.answer.deliver(HTTPHead(status: 0, headers: [:]))
            return
        }
        tunnel.finish(tunnel.transfer.outcome(result))
        remove(tunnel)
    }

    private func serve(_ tunnel: Tunnel) {
        if tunnel.socket != nil, let easy = tunnel.transfer.easy { tunnel.flow(easy) }
        if tunnel.transfer.answer.hasEnded { remove(tunnel) }
    }

    private func remove(_ tunnel: Tunnel) {
        guard let easy = tunnel.transfer.easy else { return }
        running[easy.pointer] = nil
        _ = library.table.pointee.multi_remove_handle(multi, easy.pointer)
        tunnel.socket = nil
        tunnel.transfer.easy = nil
    }

    /// Ends the tunnels whose time is up; tells how long the next look may wait.
    private func endOverdue() -> Duration {
        var wait = Duration.seconds(10)
        let now = ContinuousClock.now
        for tunnel in running.values {
            guard let (left, error) = tunnel.patience(at: now) else { continue }
            if left > .zero {
                wait = min(wait, left)
            } else {
                tunnel.finish(.failure(error()))
                remove(tunnel)
            }
        }
        return wait
    }

    private func poll(for wait: Duration) {
        var sockets = running.values.compactMap { tunnel -> curl_waitfd? in
            guard let socket = tunnel.socket, tunnel.interest != 0 else { return nil }
            return curl_waitfd(fd: socket, events: tunnel.interest, revents: 0)
        }
        let polled = library.table.pointee.multi_poll(
            multi, &sockets, UInt32(sockets.count), Int32(wait.milliseconds), nil)
        if polled != CURLM_OK { failAll("curl_multi_poll answered \(polled.rawValue)") }
    }

    private func failAll(_ words: String) {
        for tunnel in running.values {
            tunnel.finish(.failure(HimatError(.internalFault, "The connections cannot go on: \(words)")))
            remove(tunnel)
        }
    }

    private static func closed(_ tunnel: Tunnel) -> HimatError {
        HimatError(.interrupted, "\(tunnel.transfer.target.display) was given up: the client is closed")
    }
}
