// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Holds a client's tunnel loop, which starts with the first tunnel.
final class TunnelGate: Sendable {
    private enum State {
        case idle
        case running(TunnelLoop)
        case closed
    }

    private let state = Lock(State.idle)

    /// The loop, started at the first call.
    func loop() throws -> TunnelLoop {
        try state.withLock { state in
            switch state {
            case .running(let loop): return loop
            case .closed: throw HimatError(.interrupted, "The HTTP client is closed")
            case .idle:
                let loop = try TunnelLoop()
                state = .running(loop)
                return loop
            }
        }
    }

    /// Ends all tunnels and waits for the thread; later calls throw.
    func close() {
        let before = state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .running(let loop) = before { loop.stop() }
    }
}
