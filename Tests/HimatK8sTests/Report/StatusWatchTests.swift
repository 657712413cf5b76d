// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatK8s

extension DeployTests {
    @Suite struct StatusWatchTests {
        @Test func changesAreLinesWhereThereIsNoTerminal() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.running("status", "--watch") { output, _ in
                    try await user.until("the whole") { output.text.contains("worker: 3 of 3 ready") }
                    let shown = output.text
                    try await user.sandbox.turn("POST", "kube/cut-watches")
                    let pods = try await user.client.list(.pod, namespace: "himat").items
                    let victim = try #require(pods.first { $0.name.hasPrefix("dask-worker") }?.name)
                    try await user.client.delete(ObjectReference(.pod, victim, namespace: "himat"))
                    try await user.until("the end of a pod") { output.text.contains("Z pod \(victim): gone") }
                    let node = ObjectReference(.node, "ip-10-0-2-10.us-west-2.compute.internal")
                    _ = try await user.client.merge(node, ["spec": ["unschedulable": true]])
                    try await user.until("a cordoned node") { output.text.contains("Z node \(node.name): cordoned") }
                    try await user.sandbox.turn("POST", "kube/api-away", ["seconds": 60])
                    try await user.until("a server away") { output.text.contains("Z server api: does not answer") }
                    try await user.sandbox.turn("POST", "kube/api-away", ["seconds": 0])
                    try await user.until("the way back") { output.text.contains("Z server api: answers again") }
                    try await user.until("a connection") {
                        (try? await user.client.merge(node, ["spec": ["unschedulable": nil]])) != nil
                    }
                    try await user.until("a node that is back") { output.text.contains("Z node \(node.name): ready") }
                    #expect(output.text.hasPrefix(shown))
                }
                #expect(outcome.status == 130 && outcome.words == "", "\(outcome.words)")
                #expect(!outcome.output.contains("\u{1B}"))
            }
        }

        @Test func programsGetADocumentALine() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let outcome = try await user.running("status", "--watch", "-o", "json") { output, _ in
                    try await user.until("the whole") { !output.text.isEmpty }
                    _ = try await user.client.merge(
                        ObjectReference(.deployment, "dask-worker", namespace: "himat"), ["spec": ["replicas": 4]])
                    try await user.until("a change") { output.text.contains("4 pods asked for") }
                }
                for line in outcome.output.split(separator: "\n") {
                    #expect(try JSONValue.parse(String(line)).object != nil)
                }
                #expect(outcome.status == 130)
                #expect(try await user.type("status", "--watch", "-o", "yaml").status == 64)
            }
        }

        @Test func aTerminalIsDrawnAnewWithinItsSize() async throws {
            try await Deployed.using { user in
                _ = try await user.apply()
                let terminal = Terminal(isOutputInteractive: true, width: 60, height: 20)
                let outcome = try await user.running("status", "-w", terminal: terminal) { output, _ in
                    try await user.until("the whole") {
                        output.text.contains("Versions") || output.text.contains("more lines")
                    }
                    _ = try await user.client.merge(
                        ObjectReference(.deployment, "dask-worker", namespace: "himat"), ["spec": ["replicas": 2]])
                    try await user.until("the change") { output.text.contains("2 of 2 ready") }
                }
                #expect(outcome.status == 130)
                #expect(
                    outcome.output.hasPrefix("\u{1B}[?25l\u{1B}[2J\u{1B}[H") && outcome.output.hasSuffix("\u{1B}[?25h"))
                for screen in outcome.output.split(separator: "\u{1B}[H").dropFirst() {
                    #expect(screen.split(separator: "\n", omittingEmptySubsequences: false).count <= 21)
                }
            }
        }

        @Test func coloursDoNotCountAsColumns() {
            #expect(StatusScreen.cropped("\u{1B}[32mabcdef\u{1B}[0mgh", to: 4) == "\u{1B}[32mabcd\u{1B}[0m")
            #expect(StatusScreen.cropped("short", to: 40) == "short")
        }

        @Test func whoMayReadNothingIsToldInstead() async throws {
            try await Deployed.using { user in
                _ = try await user.type("validate")
                let outcome = try await user.running("status", "-w", "--context", "none") { output, _ in
                    try await user.until("the reasons") { output.text.contains("not known: nodes") }
                }
                #expect(outcome.output.contains("not known: pods: ") && outcome.output.contains("cannot list resource"))
            }
        }
    }
}
