// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

#if os(Linux)
    /// Workers that go away, with real `dask` processes: hook, probe, commands and environment are cut out of the rendered
    /// manifest by `Tests/Dask/manifest.py`, and nothing in them is changed but the ports. A result counts as recomputed when
    /// its task ran a second time, which it wrote down itself.
    @Suite(.serialized) struct RealDaskTests {
        private func play(_ scenario: String, processes: Int = 1) async throws -> JSONValue {
            let folder = try TemporaryFolder()
            let output = BufferOutput()
            let text = """
                cluster_name: demo
                cluster_region: us-west-2
                dask_worker_count: 2
                dask_worker_mb_ram: 1000
                dask_worker_procs: \(processes)

                """
            try text.write(toFile: folder.file("himat.yaml"), atomically: true, encoding: .utf8)
            let runtime = Runtime.test(home: folder.path, currentDirectory: folder.path, output: output)
            #expect(await CommandRunner.run(HimatK8sCommand.self, ["render", "-o", "json"], in: runtime) == 0)
            let manifest = folder.file("manifest.json")
            try output.text.write(toFile: manifest, atomically: true, encoding: .utf8)
            let program = PackageFolder.path("Tests/Dask/scenarios.py")
            let printed = try await PythonEnvironment.find().run([program, manifest, folder.path, scenario])
            return try JSONValue.parse(printed)
        }

        private func said(_ result: JSONValue) -> [String] { result["said"]?.array?.compactMap(\.string) ?? [] }

        @Test func aWorkerThatIsStoppedLosesNothing() async throws {
            let result = try await play("stop-one")
            #expect((result["held"]?.int ?? 0) > 0)
            #expect(result["recomputed"] == 0)
            #expect(said(result).last == "done, the scheduler holds nothing of this pod")
        }

        @Test func withoutTheHookTheSameStopLosesWhatItHeld() async throws {
            let result = try await play("stop-one-without-hook")
            #expect((result["held"]?.int ?? 0) > 0)
            #expect(result["recomputed"] == result["held"])
        }

        @Test func aRolloutThatReplacesEachWorkerLosesNothing() async throws {
            let result = try await play("roll-out")
            #expect((result["held"]?.int ?? 0) > 0, "each of the old ones held some")
            #expect(result["recomputed"] == 0)
        }

        @Test func withoutTheHookTheSameRolloutLosesResults() async throws {
            #expect((try await play("roll-out-without-hook")["recomputed"]?.int ?? 0) > 0)
        }

        @Test func aPodWithTwoWorkersHandsOverForBoth() async throws {
            let result = try await play("stop-one", processes: 2)
            #expect(result["recomputed"] == 0)
            #expect(said(result).first?.split(separator: ",").count == 2)
        }

        @Test func aRolloutOfPodsWithTwoWorkersLosesNothing() async throws {
            #expect(try await play("roll-out", processes: 2)["recomputed"] == 0)
        }

        @Test func theLastWorkerAsksAgainUntilThereIsAnother() async throws {
            let result = try await play("nowhere-to-go")
            #expect(result["recomputed"] == 0)
            #expect(said(result).count >= 3)
        }

        @Test func aDeadSchedulerIsNotWaitedFor() async throws {
            let result = try await play("dead-scheduler")
            #expect(said(result).count == 1)
            #expect(said(result).first?.hasPrefix("no scheduler: ") == true)
        }

        @Test func aSchedulerWithoutTheRoutesIsNotWaitedFor() async throws {
            #expect(said(try await play("scheduler-without-api")) == ["no scheduler: HTTP Error 404: Not Found"])
        }

        @Test(arguments: ["silent-scheduler", "dripping-scheduler"])
        func aSchedulerThatNeverAnswersHoldsThePodNoLongerThanAllowed(scenario: String) async throws {
            let result = try await play(scenario)
            #expect(said(result).last == "time is over, results held here are lost")
            // The hook's clock runs 25 times as fast; the rest is the start of a process on a busy machine.
            let limit = Double(RetireHook.limitSeconds) / 25 + 5
            #expect((result["seconds"]?.double ?? .infinity) < limit)
        }
    }
#endif
