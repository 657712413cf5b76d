// SPDX-License-Identifier: MIT
internal import HimatSupport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One POSIX thread that takes no signals: SIGINT belongs to the main thread, and a broken TLS connection must not raise
/// SIGPIPE.
final class LoopThread: Sendable {
    #if canImport(Darwin)
        private typealias Handle = UInt
    #else
        private typealias Handle = pthread_t
    #endif
    private let handle = Lock<Handle?>(nil)

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts the thread; once only.
    func start(_ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(
                &thread, nil,
                {
                    Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body(); return nil
                }, work.toOpaque())
            let started: Handle? = thread.map { UInt(bitPattern: $0) }
        #else
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                    return nil
                }, work.toOpaque())
            let started: Handle? = thread
        #endif
        guard code == 0 else {
            work.release()
            throw HimatError(.internalFault, "No thread can be started for transfers (error \(code))")
        }
        handle.withLock { $0 = started }
    }

    /// Waits for the thread's end, unless it is the caller itself.
    func join() {
        let taken = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        guard let taken else { return }
        #if canImport(Darwin)
            guard let thread = pthread_t(bitPattern: taken) else { return }
        #else
            let thread = taken
        #endif
        if pthread_equal(pthread_self(), thread) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }
}
