// SPDX-License-Identifier: MIT
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

    @Test func taskOfTheCallingThreadMayWaitForOthers() {
        let sum = CallingThread().run {
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
        #expect(sum == 56)
    }
}
