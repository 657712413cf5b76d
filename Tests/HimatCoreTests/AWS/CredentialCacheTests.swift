// SPDX-License-Identifier: MIT
import Foundation
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

struct CredentialCacheTests {
    /// Counts how often it is asked; each time the keys live ten minutes more.
    private final class Counting: CredentialSource {
        private let count = Lock(0)
        private let clock: StillClock
        private let fails: @Sendable (Int) -> (any Error)?

        init(_ clock: StillClock, fails: @escaping @Sendable (Int) -> (any Error)? = { _ in nil }) {
            self.clock = clock
            self.fails = fails
        }

        var asked: Int { count.withLock { $0 } }

        func credentials() async throws -> AWSCredentials {
            let number = count.withLock { count in
                count += 1
                return count
            }
            for _ in 0..<20 { await Task.yield() }
            if let error = fails(number) { throw error }
            return AWSCredentials(
                accessKeyID: "KEY\(number)", secretAccessKey: Sensitive("s"),
                expiration: clock.now().addingTimeInterval(600), source: "a test")
        }

        func credentials(insteadOf refused: AWSCredentials) async throws -> AWSCredentials { try await credentials() }
    }

    private func together(_ cache: CredentialCache) async -> [Result<String, any Error>] {
        await withTaskGroup(of: Result<String, any Error>.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do { return .success(try await cache.credentials().accessKeyID) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func fiftyCallersShareOneFetch() async throws {
        let clock = StillClock()
        let source = Counting(clock)
        let cache = CredentialCache(source, clock: clock)
        let keys = try await together(cache).map { try $0.get() }
        #expect(Set(keys) == ["KEY1"])
        #expect(source.asked == 1)
    }

    @Test func keysAreRenewedFiveMinutesBeforeTheyEnd() async throws {
        let clock = StillClock()
        let cache = CredentialCache(Counting(clock), clock: clock)
        #expect(try await cache.credentials().accessKeyID == "KEY1")
        clock.advance(by: .seconds(299))
        #expect(try await cache.credentials().accessKeyID == "KEY1")
        clock.advance(by: .seconds(2))
        #expect(try await cache.credentials().accessKeyID == "KEY2")
    }

    @Test func validKeysOutliveASourceThatFails() async throws {
        let clock = StillClock()
        let source = Counting(clock) { $0 == 2 ? HimatError(.network, "away") : nil }
        let cache = CredentialCache(source, clock: clock)
        _ = try await cache.credentials()
        clock.advance(by: .seconds(400))
        #expect(try await cache.credentials().accessKeyID == "KEY1")
        clock.advance(by: .seconds(300))
        #expect(try await cache.credentials().accessKeyID == "KEY3")
    }

    @Test func endedKeysDoNotHideAFailure() async throws {
        let clock = StillClock()
        let cache = CredentialCache(Counting(clock) { $0 > 1 ? HimatError(.network, "away") : nil }, clock: clock)
        _ = try await cache.credentials()
        clock.advance(by: .seconds(601))
        await #expect(throws: HimatError.self) { try await cache.credentials() }
    }

    @Test func whenTheFetcherIsCancelledTheNextOneFetches() async throws {
        let clock = StillClock()
        let source = Counting(clock) { $0 == 1 ? CancellationError() : nil }
        let results = await together(CredentialCache(source, clock: clock))
        let keys = results.compactMap { try? $0.get() }
        #expect(keys.count == 49)
        #expect(Set(keys) == ["KEY2"])
        #expect(source.asked == 2)
    }

    @Test func refusedKeysAreReplacedOnceForAll() async throws {
        let clock = StillClock()
        let source = Counting(clock)
        let cache = CredentialCache(source, clock: clock)
        let first = try await cache.credentials()
        let second = try await cache.credentials(insteadOf: first)
        #expect(second.accessKeyID == "KEY2")
        #expect(try await cache.credentials(insteadOf: first) == second, "somebody has renewed them meanwhile")
        #expect(source.asked == 2)
    }
}
