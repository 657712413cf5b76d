// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Keeps keys while they are valid and fetches new ones once for all callers.
actor CredentialCache: CredentialSource {
    private enum State {
        /// Nothing was asked yet, or what there was is of no use any more.
        case empty
        /// Somebody fetches; the others wait. `old` may still be valid.
        case fetching(old: AWSCredentials?, waiters: [CheckedContinuation<Void, Never>])
        /// Known keys.
        case known(AWSCredentials)
    }

    /// New keys are fetched this long before the old ones end.
    private static let margin: TimeInterval = 300

    private let source: any CredentialSource
    private let clock: any WallClock
    private var state = State.empty

    init(_ source: any CredentialSource, clock: any WallClock) {
        self.source = source
        self.clock = clock
    }

    /// Keys that are valid now.
    func credentials() async throws -> AWSCredentials {
        while true {
            switch state {
            case .known(let keys) where remaining(keys) > Self.margin:
                return keys
            case .known(let keys):
                return try await fetch(old: keys)
            case .empty:
                return try await fetch(old: nil)
            case .fetching(let old?, _) where remaining(old) > 0:
                return old
            case .fetching(let old, let waiters):
                // Looks again when woken: if the fetcher failed or was cancelled, the next in line fetches.
                await withCheckedContinuation { waiter in
                    state = .fetching(old: old, waiters: waiters + [waiter])
                }
                try Task.checkCancellation()
            }
        }
    }

    /// Other keys than the refused ones, fetched unless somebody has done so meanwhile.
    func credentials(insteadOf refused: AWSCredentials) async throws -> AWSCredentials {
        if case .known(refused) = state { state = .empty }
        return try await credentials()
    }

    private func fetch(old: AWSCredentials?) async throws -> AWSCredentials {
        state = .fetching(old: old, waiters: [])
        do {
            let keys = try await source.credentials()
            finish(.known(keys))
            return keys
        } catch {
            // Valid keys outlive a source that cannot be reached for a moment.
            if let old, remaining(old) > 0, !(error is CancellationError) {
                finish(.known(old))
                return old
            }
            finish(old.map { .known($0) } ?? .empty)
            throw error
        }
    }

    private func finish(_ next: State) {
        guard case .fetching(_, let waiters) = state else { return }
        state = next
        for waiter in waiters { waiter.resume() }
    }

    private func remaining(_ keys: AWSCredentials) -> TimeInterval {
        keys.expiration?.timeIntervalSince(clock.now()) ?? .infinity
    }
}
