// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct ImageLookupTests {
    private let image: ImageReference
    private let digest = "sha256:" + String(repeating: "0a", count: 32)

    init() throws { image = try #require(ImageReference("registry.example/team/image:1")) }

    /// Counts how often the registry is asked.
    private let asked = Lock(0)

    private func answer(
        _ lookup: ImageLookup, _ ask: @escaping @Sendable () async throws -> String?
    ) async throws -> ImageLookup.Answer {
        let asked = asked
        return try await lookup.answer(about: image, clock: ManualClock()) { _ in
            asked.withLock { $0 += 1 }
            return try await ask()
        }
    }

    @Test func aRegistryThatNeverAnswersIsWaitedForNoLongerThanTheLimitAndOnce() async throws {
        let lookup = ImageLookup()
        for _ in 0..<2 {
            let found = try await answer(lookup) {
                // A request that hangs until it is cancelled.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                throw HimatError(.interrupted, "cut off")
            }
            #expect(found == .unknown("registry.example did not answer within 8 s"))
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func anInterruptionIsNoAnswer() async throws {
        let lookup = ImageLookup()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await answer(lookup) {
                        withUnsafeCurrentTask { $0?.cancel() }
                        for await _ in AsyncStream<Void>.makeStream().stream {}
                        throw HimatError(.interrupted, "cut off")
                    }
                }
            }
            group.cancelAll()
        }
        #expect(lookup.answer == nil)
    }

    @Test func aRefusalIsToldWithTheNextStepAndAMissingImageAsSuch() async throws {
        let refused = try await answer(ImageLookup()) {
            throw HimatError(.credentials, "it wants to know who asks", nextStep: "himat-image login it")
        }
        #expect(refused == .unknown("it wants to know who asks (himat-image login it)"))
        #expect(try await answer(ImageLookup()) { nil } == .unknown("registry.example has no such image"))
    }

    @Test func whatWasAnsweredOnceHoldsForTheCommand() async throws {
        let (lookup, digest) = (ImageLookup(), digest)
        #expect(try await answer(lookup) { digest } == .digest(digest))
        #expect(try await answer(lookup) { "sha256:another" } == .digest(digest))
        #expect(asked.withLock { $0 } == 1)
    }
}
