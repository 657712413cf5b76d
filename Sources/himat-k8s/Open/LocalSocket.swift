// SPDX-License-Identifier: MIT
import Dispatch
import HimatCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP socket of this machine that no thread waits on: tasks are suspended until it is ready. Closed when nobody holds it.
final class LocalSocket: Sendable {
    let descriptor: Int32
    private static let queue = DispatchQueue(label: "himat.sockets", attributes: .concurrent)

    /// Takes over a descriptor.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        #if canImport(Darwin)
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    deinit { close(descriptor) }

    /// What has come, at most `limit` bytes; empty when the other side has closed its end.
    func read(limit: Int = 64 << 10) async throws -> [UInt8] {
        while true {
            var bytes = [UInt8](repeating: 0, count: limit)
            let count = recv(descriptor, &bytes, limit, 0)
            if count >= 0 { return Array(bytes.prefix(count)) }
            try Self.mayWait()
            try await readable()
        }
    }

    /// Sends all of it, as fast as the other side takes it.
    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Self.flags) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            try Self.mayWait()
            let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: Self.queue)
            try await Self.wait(for: source)
        }
    }

    /// Tells the other side that nothing more comes; it may still send.
    func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Waits until there is something to read or to accept.
    func readable() async throws {
        try await Self.wait(for: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: Self.queue))
    }

    /// Goes on when the call before has only been too early or was interrupted.
    /// - Throws: `HimatError` (interrupted): the program on this machine has left, as browsers do.
    static func mayWait() throws {
        guard ![EAGAIN, EWOULDBLOCK, EINTR].contains(errno) else { return }
        throw HimatError(.interrupted, "A connection of this machine was cut: \(String(cString: strerror(errno)))")
    }

    private static func wait(for source: any DispatchSourceProtocol) async throws {
        let turn = SocketTurn()
        source.setEventHandler { @Sendable in turn.cancel() }
        source.setCancelHandler { @Sendable in turn.end() }
        turn.begin(source)
        await withTaskCancellationHandler {
            await turn.wait()
        } onCancel: {
            turn.cancel()
        }
        try Task.checkCancellation()
    }

    #if canImport(Darwin)
        private static let flags: Int32 = 0
    #else
        private static let flags = Int32(MSG_NOSIGNAL)
    #endif
}

/// One wait for a descriptor: over when its source was cancelled, by the event or by the task.
///
/// Unchecked Sendable: the source is used through its cancel only, which is safe from any thread, and under the lock.
private final class SocketTurn: @unchecked Sendable {
    private struct State: Sendable {
        var isOver = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Lock(State())
    private let gate = Lock(())
    private var source: (any DispatchSourceProtocol)?

    func begin(_ source: any DispatchSourceProtocol) {
        gate.withLock { _ in self.source = source }
        source.activate()
    }

    func cancel() { gate.withLock { _ in source?.cancel() } }

    func end() {
        gate.withLock { _ in source = nil }
        let waiter = state.withLock { state in
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiter = continuation }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }
}
