// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// The thread that runs all transfers of a client: commands, `curl_multi_perform`, results, `curl_multi_poll`.
///
/// Unchecked Sendable: other threads reach only `inbox` (locked) and `curl_multi_wakeup` (safe by its contract); the rest
/// belongs to the loop's thread.
final class CurlLoop: @unchecked Sendable {
    private enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case wake(Transfer)
    }

    private let library: CurlLibrary
    private let multi: UnsafeMutableRawPointer
    private let inbox: LoopInbox<Command>
    private let thread = LoopThread()
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]

    /// Loads libcurl and starts the thread.
    init(connectionsPerHost: Int) throws {
        library = try CurlLibrary.shared()
        guard let multi = library.table.pointee.multi_init() else {
            throw HimatError(.internalFault, "libcurl gave no handle for its transfers")
        }
        self.multi = multi
        inbox = LoopInbox(wake: library.wakeUp(multi))
        _ = himat_curl_multi_set_long(library.table, multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = himat_curl_multi_set_long(library.table, multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 256)
        _ = himat_curl_multi_set_long(library.table, multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
        _ = himat_curl_multi_set_long(library.table, multi, CURLMOPT_MAXCONNECTS, connectionsPerHost * 4)
        try thread.start { [self] in run() }
    }

    // MARK: From any thread

    /// Puts a transfer on its way.
    /// - Throws: `HimatError` (interrupted) when the client is closed.
    func start(_ transfer: Transfer) throws {
        guard inbox.post(.start(transfer)) else { throw Self.closed(transfer) }
    }

    /// Ends a transfer at once for its task, and soon for the server.
    func cancel(_ transfer: Transfer) {
        transfer.cancel()
        inbox.post(.cancel(transfer))
    }

    /// Lets the paused directions of a transfer go on.
    func wake(_ transfer: Transfer) { inbox.post(.wake(transfer)) }

    /// Ends all transfers and waits for the thread to be gone.
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
            while let pointer = himat_curl_multi_ended(library.table, multi, &result) { end(pointer, result) }
            let wait = endIdle()
            let polled = library.table.pointee.multi_poll(multi, nil, 0, Int32(wait.milliseconds), nil)
            if polled != CURLM_OK { failAll("curl_multi_poll answered \(polled.rawValue)") }
        }
        for transfer in running.values {
            transfer.finish(.failure(Self.closed(transfer)))
            remove(transfer)
        }
        inbox.close()
        _ = library.table.pointee.multi_cleanup(multi)
    }

    /// The commands since the last time, or nil when the loop is to stop.
    private func nextCommands() -> [Command]? {
        let (commands, isStopping) = inbox.take()
        guard isStopping else { return commands }
        for case .start(let transfer) in commands { transfer.finish(.failure(Self.closed(transfer))) }
        return nil
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer):
            guard !transfer.answer.hasEnded else { return }
            do {
                let easy = try transfer.prepared(with: library)
                let state = library.table.pointee.multi_add_handle(multi, easy.pointer)
                guard state == CURLM_OK else {
                    throw HimatError(.internalFault, "curl_multi_add_handle answered \(state.rawValue)")
                }
                transfer.easy = easy
                transfer.lastActivity = .now
                running[easy.pointer] = transfer
            } catch {
                transfer.finish(.failure(error))
            }
        case .cancel(let transfer):
            remove(transfer)
        case .wake(let transfer):
            guard let easy = transfer.easy else { return }
            guard !transfer.answer.hasEnded else { return remove(transfer) }
            transfer.lastActivity = .now
            _ = library.table.pointee.easy_pause(easy.pointer, CURLPAUSE_CONT)
        }
    }

    private func end(_ pointer: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let transfer = running[pointer] else { return }
        transfer.finish(transfer.outcome(result))
        remove(transfer)
    }

    private func remove(_ transfer: Transfer) {
        guard let easy = transfer.easy else { return }
        running[easy.pointer] = nil
        _ = library.table.pointee.multi_remove_handle(multi, easy.pointer)
        transfer.easy = nil
    }

    /// Ends the transfers whose server was silent for too long (a pause of our own side does not count); tells how long the next look may wait.
    private func endIdle() -> Duration {
        var wait = Duration.seconds(10)
        let now = ContinuousClock.now
        for transfer in running.values {
            guard let limit = transfer.request.timeouts.idle, !transfer.isOurTurn else { continue }
            let left = limit - (now - transfer.lastActivity)
            if left > .zero {
                wait = min(wait, left)
            } else {
                transfer.finish(.failure(transfer.idleError(limit)))
                remove(transfer)
            }
        }
        return wait
    }

    private func failAll(_ words: String) {
        for transfer in running.values {
            transfer.finish(.failure(HimatError(.internalFault, "The transfers cannot go on: \(words)")))
            remove(transfer)
        }
    }

    private static func closed(_ transfer: Transfer) -> HimatError {
        HimatError(
            .interrupted, "\(transfer.request.method) \(transfer.target.display) was given up: the client is closed")
    }
}
