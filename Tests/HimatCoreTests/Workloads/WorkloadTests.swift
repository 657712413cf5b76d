// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@Suite struct WorkloadTests {
    private func workloads(_ flags: [String: String] = [:]) throws -> [Workload] {
        let all = ["cluster_name": "demo", "cluster_region": "us-west-2"].merging(flags) { $1 }
        return Deployment.workloads(for: try ConfigLoader(environment: .none).load(flags: all).config)
    }

    private func workload(_ role: Workload.Role, _ flags: [String: String] = [:]) throws -> Workload {
        try #require(try workloads(flags).first { $0.role == role })
    }

    @Test func noCommandAndNoTextHoldsTheToken() throws {
        for workload in try workloads() {
            #expect(!workload.command.contains { $0.lowercased().contains("token") })
            #expect(!workload.files.contains { $0.text.lowercased().contains("token") })
        }
        let sources = try workload(.notebook).environment.map(\.source)
        #expect(sources.contains(.secret(.notebookToken)))
    }

    @Test func onlyTheNotebookIsOpenToUsers() throws {
        for workload in try workloads() where workload.role != .notebook {
            for port in workload.ports {
                if case .users = port.reach { Issue.record("\(workload.name) is open to users") }
            }
        }
    }

    @Test(arguments: [(1, "1600MB", ":8789"), (2, "800MB", ":0"), (3, "533MB", ":0")])
    func theMemoryIsSharedOutAmongTheProcesses(processes: Int, limit: String, dashboard: String) throws {
        let worker = try workload(.worker, ["dask_worker_procs": String(processes)])
        #expect(worker.command.contains(limit))
        #expect(worker.command.last == dashboard)
    }

    @Test func theSchedulerServesTheRoutesThatWorkersRetireThrough() throws {
        let routes = try workload(.scheduler).environment.first {
            $0.name == "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES"
        }
        guard case .text(let text)? = routes?.source else {
            Issue.record("no routes")
            return
        }
        #expect(text.contains("'distributed.http.scheduler.api'"))
        #expect(text.split(separator: ",").count == 7)
    }

    @Test func theNotebookKeepsItsHomeAndTheWorkersAreReplacedOneByOne() throws {
        #expect(try workload(.notebook).renewal == .recreate)
        #expect(try workload(.notebook).volume?.path == "/home/jovyan")
        #expect(try workload(.worker).renewal == .oneByOne)
        #expect(try workload(.worker, ["dask_worker_count": "auto"]).replicas == .fill)
        #expect(try workload(.worker).placement == .spot)
        #expect(try workload(.scheduler).placement == .stable)
    }
}
