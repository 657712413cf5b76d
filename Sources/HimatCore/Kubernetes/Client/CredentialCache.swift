// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// Keeps a credential until it expires or is refused; however many requests wait, the source is asked once.
actor CredentialCache {
    private enum State {
        case empty
        case asking([CheckedContinuation<Void, Never>])
        case known(KubernetesCredential)
    }

    private let source: KubernetesCredentialSource
    private let clock: any WallClock
    private var state = State.empty
    /// Counts what the source gave, so that a refusal renews only the credential that was refused.
    private(set) var generation = 0

    init(_ source: @escaping KubernetesCredentialSource, clock: any WallClock) {
        self.source = source
        self.clock = clock
    }

    /// The present credential and its generation.
    func current() async throws -> (credential: KubernetesCredential, generation: Int) {
        while true {
            switch state {
            case .known(let credential) where !isStale(credential):
                return (credential, generation)
            case .asking(let waiting):
                await withCheckedContinuation { state = .asking(waiting + [$0]) }
            case .known, .empty:
                return try await ask()
            }
        }
    }

    /// Forgets the credential of that generation: the server refused it.
    func refuse(_ refused: Int) {
        if refused == generation, case .known = state { state = .empty }
    }

    private func isStale(_ credential: KubernetesCredential) -> Bool {
        guard let expiry = credential.expiry else { return false }
        return expiry.timeIntervalSince(clock.now()) < 30
    }

    private func ask() async throws -> (credential: KubernetesCredential, generation: Int) {
        state = .asking([])
        do {
            let credential = try await source()
            generation += 1
            settle(.known(credential))
            return (credential, generation)
        } catch {
            settle(.empty)
            throw error
        }
    }

    private func settle(_ next: State) {
        guard case .asking(let waiting) = state else { return }
        state = next
        for waiter in waiting { waiter.resume() }
    }
}
