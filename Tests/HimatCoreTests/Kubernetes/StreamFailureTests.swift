// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatKubernetes

/// How exec and port-forward end when something goes wrong, which only the sandbox does on demand.
@Suite struct StreamFailureTests {
    private let pod = ObjectReference(.pod, "web", namespace: "default")

    private func run(_ client: KubernetesClient) async throws {
        try await client.run(
            pod, ["containers": [["name": "main", "image": "busybox:1", "ports": [["containerPort": 8888]]]]])
    }

    @Test func aCutConnectionIsANetworkErrorOfBoth() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            try await run(client)
            let forward = try await client.portForward(to: 8888, of: pod)
            async let ended = failure { try await forward.receive() }
            async let cut = failure { try await client.exec(["sh", "-c", "sleep 20"], in: pod) }
            // Both stand when the double has them in its log.
            while try await sandbox.turn("GET", "log").array?.filter({ $0["subresource"] == "exec" }).isEmpty != false {
            }
            try await sandbox.turn("POST", "kube/cut-streams")
            #expect(await ended?.code == .network)
            try await sandbox.turn("POST", "kube/cut-streams")
            #expect(await cut?.code == .network)
        }
    }

    @Test func aContainerThatEndsTakesItsCommandWithIt() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            try await run(client)
            async let ended = failure { try await client.exec(["sh", "-c", "sleep 20"], in: pod) }
            while try await sandbox.turn("GET", "log").array?.filter({ $0["subresource"] == "exec" }).isEmpty != false {
            }
            try await client.delete(pod)
            let error = await ended
            #expect([.network, .notFound, .service].contains(error?.code ?? .internalFault))
        }
    }

    @Test func whoMayNotReachIntoPodsIsToldWhatIsMissing() async throws {
        try await KubernetesSandbox.running { sandbox in
            try await run(try sandbox.client())
            let error = await failure { try await sandbox.client(as: "none").exec(["true"], in: pod) }
            #expect(error?.code == .denied)
            #expect(error?.description.contains("pods/exec") == true)
        }
    }

    @Test func anUnknownSubprotocolIsNotTakenForAMissingRight() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            try await run(client)
            let call = KubernetesClient.Call(
                method: "GET", path: pod.path(subresource: "portforward"), query: [("ports", "8888")],
                action: "Forwarding")
            let error = await failure { try await client.webSocket(call, subprotocol: "v9.channel.k8s.io") }
            #expect(error?.code == .service)
            #expect(error?.message.contains("v9.channel.k8s.io") == true)
        }
    }

    @Test func aCredentialThatWasRefusedIsRenewedOnce() async throws {
        try await KubernetesSandbox.running { sandbox in
            let client = try sandbox.client()
            try await run(client)
            try await sandbox.turn(
                "POST", "rules",
                [["match": ["path": "/exec"], "effect": "fail", "status": 401, "code": "Unauthorized", "times": 1]])
            #expect(try await client.exec(["echo", "again"], in: pod).stdout == Array("again\n".utf8))
        }
    }
}
