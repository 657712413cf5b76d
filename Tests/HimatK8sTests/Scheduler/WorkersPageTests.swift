// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

@Suite struct WorkersPageTests {
    /// As distributed 2026.8.0 answered with two workers of 500 MB and twenty results.
    private func recorded() throws -> String {
        try String(
            contentsOfFile: PackageFolder.path("Tests/Sandbox/fixtures/dask-2026.8/workers.html"), encoding: .utf8)
    }

    @Test func aRealPageIsRead() throws {
        let workers = try WorkersPage(recorded()).workers
        #expect(workers.map(\.address) == ["tcp://127.0.0.2:33923", "tcp://127.0.0.3:45927"])
        #expect(workers.map(\.host) == ["127.0.0.2", "127.0.0.3"])
        #expect(workers.map(\.held) == [11, 9])
        #expect(
            workers[0]
                == SchedulerWorker(
                    address: "tcp://127.0.0.2:33923", threads: 2, memory: 51_417_088, memoryLimit: 500_000_000,
                    processing: 0, held: 11))
    }

    @Test func aWorkerWithoutALimitHasNone() throws {
        let page = try recorded().replacing("data-sort=\"500000000\"", with: "data-sort=\"None\"")
        #expect(try WorkersPage(page).workers.map(\.memoryLimit) == [nil, nil])
    }

    @Test func aPageWithoutWorkersHasNone() throws {
        let whole = try recorded()
        let end = try #require(whole.range(of: "<tbody>"))
        #expect(try WorkersPage(String(whole[..<end.upperBound])).workers == [])
    }

    @Test(arguments: ["", "<html>login</html>", "<tr><th> Worker </th></tr>"])
    func anotherPageIsRefused(html: String) {
        #expect(throws: HimatError.self) { try WorkersPage(html) }
    }

    @Test(arguments: [
        ("tcp://10.0.2.7:40123", "10.0.2.7"), ("tls://[fd00::7]:40123", "fd00::7"), ("10.0.2.7:1", "10.0.2.7"),
    ]) func theHostOfAnAddress(address: String, host: String) {
        #expect(SchedulerWorker.host(of: address) == host)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (20_000_000, "20.0 MB"), (1_250_000_000, "1.3 GB"),
        (999_960_000, "1.0 GB"), (3_000_000_000_000, "3.0 TB"),
    ]) func bytesAreSaidInTheirUnit(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test func whatIsHeldIsSaidInWords() {
        #expect(
            HeldResults(results: 20, bytes: 20_000_000, processing: 1, workers: 2).words
                == "20 results (20.0 MB) and 1 task under way")
        #expect(HeldResults(results: 0, bytes: 0, processing: 0, workers: 2).words == "no results")
    }
}
