// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatK8s

/// Who reaches whom, read from the rendered policies as a network add-on reads them.
@Suite struct NetworkPolicyTests {
    /// Whether pods of a workload let a caller in; nil = somebody from outside the cluster or another pod.
    private func admits(_ workload: String, from caller: Workload?, port: Int) throws -> Bool {
        let policy = try #require(try Example.object("NetworkPolicy", workload))
        let pod = try #require(Deployment.workloads(for: try Example.config()).first { $0.name == workload })
        #expect(
            matches(policy.spec.at("podSelector", "matchLabels"), labels(of: pod)), "the policy misses its own pods")
        return (policy.spec["ingress"]?.array ?? []).contains { rule in
            let ports = rule["ports"]?.array?.compactMap { $0["port"]?.int }
            guard ports == nil || ports?.contains(port) == true else { return false }
            guard let peers = rule["from"]?.array else { return true }
            guard let caller else { return false }
            return peers.contains { matches($0.at("podSelector", "matchLabels"), labels(of: caller)) }
        }
    }

    private func matches(_ selector: JSONValue?, _ labels: [String: String]) -> Bool {
        guard let wanted = selector?.object, !wanted.isEmpty else { return false }
        return wanted.allSatisfy { labels[$0.key] == $0.value.string }
    }

    private func labels(of workload: Workload) -> [String: String] {
        ObjectNames.labels(cluster: "demo", workload: workload.name)
            .merging(["app.kubernetes.io/component": workload.role.rawValue]) { $1 }
    }

    private func caller(_ role: Workload.Role) throws -> Workload {
        try #require(Deployment.workloads(for: try Example.config()).first { $0.role == role })
    }

    @Test(arguments: [8786, 8787]) func theSchedulerIsReachedByNotebookAndWorkersAlone(port: Int) throws {
        #expect(try admits(DaskScheduler.name, from: try caller(.notebook), port: port))
        #expect(try admits(DaskScheduler.name, from: try caller(.worker), port: port))
        #expect(try !admits(DaskScheduler.name, from: nil, port: port))
    }

    @Test func nothingElseOfTheSchedulerIsReached() throws {
        for role in Workload.Role.allCases {
            #expect(try !admits(DaskScheduler.name, from: try caller(role), port: 22))
        }
    }

    /// Workers and their nannies choose ports of their own and tell them the others.
    @Test(arguments: [8789, 33333, 65535]) func aWorkersPortsAreReachedByTheDeploymentAlone(port: Int) throws {
        for role in Workload.Role.allCases {
            #expect(try admits(DaskWorkers.name, from: try caller(role), port: port))
        }
        #expect(try !admits(DaskWorkers.name, from: nil, port: port))
    }

    @Test func theNotebookAnswersOnItsOnePortToAnybody() throws {
        #expect(try admits(Jupyter.name, from: nil, port: 8888))
        #expect(try !admits(Jupyter.name, from: nil, port: 8889))
        #expect(try !admits(Jupyter.name, from: try caller(.worker), port: 22))
    }

    @Test func whatPodsAskForOutsideIsNotCutNamesIncluded() throws {
        for object in try Example.objects() where object.kindName == "NetworkPolicy" {
            #expect(object.spec["policyTypes"] == ["Ingress"])
            #expect(object.spec["egress"] == nil)
        }
    }

    @Test func aNeighbouringDeploymentOfAnotherClusterIsAStranger() throws {
        let policy = try #require(try Example.object("NetworkPolicy", DaskScheduler.name))
        let worker = try caller(.worker)
        var theirs = labels(of: worker)
        theirs["app.kubernetes.io/part-of"] = "other"
        for rule in policy.spec["ingress"]?.array ?? [] {
            for peer in rule["from"]?.array ?? [] {
                #expect(!matches(peer.at("podSelector", "matchLabels"), theirs))
            }
        }
    }
}
