// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// Engines that go, and engines that are not there.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EngineLossTests {
    @Test(arguments: ContainerEngine.Kind.allCases)
    func anEngineThatDiesInTheMiddleIsSaidToBeLost(_ kind: ContainerEngine.Kind) async throws {
        try await ContainerEngine.running(kind) { engine in
            try await engine.importBase()
            let run = try await EngineRun(engine)
            let error = await #expect(throws: HimatError.self) {
                for try await event in try await run.events(
                    "FROM \(ContainerEngine.base)\nRUN echo sleeping; sleep 1000", as: "localhost/lost:1")
                {
                    if event == .output("sleeping") { engine.kill() }
                }
            }
            #expect(error?.code == .network)
            #expect(error?.description.contains(engine.socket) == true)
            let gone = await #expect(throws: HimatError.self) { try await engine.client() }
            #expect(gone?.code == .notFound)
            #expect(gone?.details.first?.contains("nobody listens") == true)
            #expect(gone?.nextStep == "start that engine, or correct DOCKER_HOST")
        }
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func aFullDiskIsTheEnginesOwnWords(_ kind: ContainerEngine.Kind) async throws {
        try await ContainerEngine.running(kind, disk: 48) { engine in
            try await engine.importBase()
            let run = try await EngineRun(engine)
            var words: [String] = []
            let inside = await #expect(throws: HimatError.self) {
                for try await event in try await run.events(
                    "FROM \(ContainerEngine.base)\nRUN dd if=/dev/zero of=/big bs=1M count=200", as: "localhost/big:1")
                {
                    if case .output(let line) = event { words.append(line) }
                }
            }
            #expect(inside?.code == .service)
            #expect(words.contains { $0.lowercased().contains("no space left") })
            let big = String(repeating: "x", count: 60 << 20)
            let outside = await #expect(throws: HimatError.self) {
                try await run.build("COPY big /big", files: ["big": big], as: "localhost/big:2")
            }
            #expect(outside?.code == .service)
            // podman 4.3 answers 500 and says nothing.
            let reason = kind == .docker ? "no space left" : "a full disk?"
            #expect(outside?.description.lowercased().contains(reason) == true)
        }
    }
}
