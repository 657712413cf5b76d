// SPDX-License-Identifier: MIT
// What the C library gives that Swift does not; the one file that names it.
internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file descriptor that text is written to; once nobody reads it any more, text is dropped.
struct FileDescriptorOutput: TextOutput {
    let descriptor: Int32

    func write(_ text: String) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    /// A pipe or a terminal whose other end is gone says so without being written to.
    var isClosed: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0 && Int32(state.revents) & (Int32(POLLERR) | Int32(POLLHUP) | Int32(POLLNVAL)) != 0
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    guard let bytes else { return 0 }
    return write(descriptor, bytes, count)
}

extension Terminal {
    /// What this process's streams are connected to.
    static func current(columns: String?) -> Terminal {
        var size = winsize()
        let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let width = columns.flatMap { Int($0) } ?? (known ? Int(size.ws_col) : 80)
        return Terminal(
            isInputInteractive: isatty(STDIN_FILENO) == 1, isOutputInteractive: isatty(STDOUT_FILENO) == 1,
            isErrorInteractive: isatty(STDERR_FILENO) == 1, width: max(20, width),
            height: known && size.ws_row > 0 ? Int(size.ws_row) : 24)
    }
}

/// A terminal that does not show what is typed at it, until it is restored.
struct HiddenInput {
    private let before: termios

    /// Nil where standard input is no terminal, or one that cannot be told.
    init?() {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ECHONL)
        // What was typed before stays: a Ctrl-C may be among it.
        guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else { return nil }
    }

    /// Shows again what is typed. Half a password is thrown away: the shell would show it.
    func restore() {
        var settings = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }
}

/// SIGINT and SIGTERM, turned into calls; a broken pipe is an error of the write, not the end of the process.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    /// Calls `handler` with the signal's number each time one arrives, on a queue of its own; returns when it watches. Until
    /// then a signal ends the process, as it ends any: were it ignored, one that comes too early would be lost.
    init(_ handler: @escaping @Sendable (Int32) -> Void) {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "himat.signals")
        let watching = DispatchGroup()
        sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in handler(number) }
            watching.enter()
            source.setRegistrationHandler { @Sendable in
                #if canImport(Darwin)
                    // There the source only looks on; elsewhere it has put its own handler in place.
                    signal(number, SIG_IGN)
                #endif
                watching.leave()
            }
            source.resume()
            return source
        }
        watching.wait()
    }

    deinit { for source in sources { source.cancel() } }
}

/// Ends the process, output flushed and exit handlers run.
func endProcess(_ status: Int32) -> Never { exit(status) }

/// Ends the process at once.
func endProcessAtOnce(_ status: Int32) -> Never { _exit(status) }

let standardOutputDescriptor = STDOUT_FILENO
let standardErrorDescriptor = STDERR_FILENO
let interruptSignal = SIGINT
