// SPDX-License-Identifier: MIT
import Foundation
import Testing

@testable import HimatCommandLine

struct QuickCommandTests {
    private static let names = ["cluster-name", "region"]

    @Test(arguments: [
        ["--cluster-name", "himat", "--region=us-west-2"], ["--region", "us-west-2", "--cluster-name=himat"],
    ])
    func plainOptionsAreRead(_ words: [String]) throws {
        let read = try #require(OptionWords(words, of: Self.names))
        #expect(read["cluster-name"] == "himat")
        #expect(read["region"] == "us-west-2")
        #expect(read["profile"] == nil)
    }

    @Test(arguments: [
        ["--help"], ["-h"], ["himat"], ["--cluster-name"], ["--cluster-name", "--region"], ["--regio", "x"],
        ["--region", "a", "--region", "b"], ["--cluster-name", "himat", "--", "x"], ["--region", "-x"],
    ])
    func everythingElseIsTheParsers(_ words: [String]) {
        #expect(OptionWords(words, of: Self.names) == nil)
    }

    /// On a thread of its own: a blocked thread of the pool would be one less for every other test.
    @Test func taskOfTheCallingThreadMayWaitForOthers() async {
        let sum = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: CallingThread().run { await Self.sumOfOthers() }) }
        }
        #expect(sum == 56)
    }

    private static func sumOfOthers() async -> Int {
        let pool = await Task.detached { 1 }.value
        return await withTaskGroup(of: Int.self) { group in
            for number in 1...10 {
                group.addTask {
                    await Task.yield()
                    return number
                }
            }
            return await group.reduce(pool, +)
        }
    }
}
