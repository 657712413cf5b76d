// SPDX-License-Identifier: MIT
import HimatCore
import Testing

/// What HiMAT expects of exec and port-forward; the sandbox and a real cluster must both hold it.
@Suite struct ContractStreamTests {
    private func pod(in cluster: ContractCluster) async throws -> ObjectReference {
        let reference = ObjectReference(.pod, "web", namespace: cluster.namespace)
        let script = "mkdir -p /tmp/w && echo hello > /tmp/w/index.html && exec httpd -f -p 8888 -h /tmp/w"
        try await cluster.client.run(
            reference,
            [
                "terminationGracePeriodSeconds": 0,
                "containers": [
                    [
                        "name": "main", "image": "busybox:1", "command": ["sh", "-c", .string(script)],
                        "ports": [["containerPort": 8888]],
                    ]
                ],
            ])
        return reference
    }

    @Test func aCommandGivesItsOutputsAndItsCode() async throws {
        try await ContractCluster.using { cluster in
            let pod = try await pod(in: cluster)
            let good = try await cluster.client.exec(["sh", "-c", "echo out; echo err >&2"], in: pod)
            #expect(good == ExecResult(stdout: Array("out\n".utf8), stderr: Array("err\n".utf8), exitCode: 0))
            let bad = try await cluster.client.exec(["sh", "-c", "echo x; exit 3"], in: pod, container: "main")
            #expect(bad == ExecResult(stdout: Array("x\n".utf8), exitCode: 3))
            #expect(try await cluster.client.exec(["sh", "-c", "kill -9 $$"], in: pod).exitCode == 137)
        }
    }

    @Test func whatCannotBeRunIsAnErrorThatSaysWhy() async throws {
        try await ContractCluster.using { cluster in
            let pod = try await pod(in: cluster)
            let program = await failure { try await cluster.client.exec(["nope"], in: pod) }
            #expect(program?.code == .service)
            #expect(program?.kubernetesStatus?.message.contains("executable file not found") == true)
            let container = await failure { try await cluster.client.exec(["true"], in: pod, container: "zz") }
            #expect(container?.kubernetesStatus?.code == 400)
            #expect(container?.description.contains("container zz is not valid") == true)
            let missing = ObjectReference(.pod, "missing", namespace: cluster.namespace)
            #expect(await failure { try await cluster.client.exec(["true"], in: missing) }?.code == .notFound)
        }
    }

    @Test func timeAndOutputOfACommandAreBounded() async throws {
        try await ContractCluster.using { cluster in
            let pod = try await pod(in: cluster)
            let long = await failure {
                try await cluster.client.exec(["sh", "-c", "sleep 30"], in: pod, deadline: .milliseconds(300))
            }
            #expect(long?.code == .timedOut)
            let much = await failure {
                try await cluster.client.exec(["sh", "-c", "echo 1234567890"], in: pod, limit: 5)
            }
            #expect(much?.code == .malformed)
        }
    }

    @Test func aForwardedPortIsAConnectionToThePod() async throws {
        try await ContractCluster.using { cluster in
            let pod = try await pod(in: cluster)
            let forward = try await cluster.client.portForward(to: 8888, of: pod)
            try await forward.send(Array("GET /index.html HTTP/1.0\r\n\r\n".utf8))
            var answer: [UInt8] = []
            while let piece = try await forward.receive() { answer += piece }
            let text = String(decoding: answer, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.hasSuffix("hello\n"))
        }
    }

    @Test func aPortWhereNothingListensIsNamed() async throws {
        try await ContractCluster.using { cluster in
            let pod = try await pod(in: cluster)
            let forward = try await cluster.client.portForward(to: 9999, of: pod)
            let error = await failure { try await forward.receive() }
            #expect(error?.code == .network)
            #expect(error?.message == "Port 9999 of \(pod) takes no connection")
            #expect(error?.details.first?.contains("refused") == true)
            let missing = ObjectReference(.pod, "missing", namespace: cluster.namespace)
            #expect(await failure { try await cluster.client.portForward(to: 1, of: missing) }?.code == .notFound)
        }
    }
}
