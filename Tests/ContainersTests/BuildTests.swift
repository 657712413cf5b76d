// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@Suite(.engines, .timeLimit(.minutes(5))) struct BuildTests {
    @Test(arguments: ContainerEngine.Kind.allCases)
    func theFailingCommandsLastWordsComeAndNoImage(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        var seen: [BuildEvent] = []
        let error = await #expect(throws: HimatError.self) {
            for try await event in try await run.events(
                "FROM \(ContainerEngine.base)\nRUN echo the solver says no && exit 7", as: "localhost/failing:1")
            {
                seen.append(event)
            }
        }
        #expect(seen.output.contains("the solver says no"))
        #expect(seen.imageID == nil)
        #expect(error?.code == .service)
        #expect((error?.cause as? EngineRefusal)?.description.contains("the solver says no") == true)
        #expect(try await run.client.image("localhost/failing:1") == nil)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func aDockerfileThatCannotBeReadIsRefused(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let error = await #expect(throws: HimatError.self) {
            for try await _ in try await run.events("FORM nothing", as: "localhost/broken:1") {}
        }
        #expect(error?.code == .service)
        #expect(error?.cause is EngineRefusal)
    }

    /// docker ends the command at once; podman 4.3 lets the command under way end, and begins no other.
    @Test(arguments: ContainerEngine.Kind.allCases)
    func aCancelledBuildGoesNoFurther(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        // Lengths of sleep that name this build among all processes of the machine.
        let length = kind == .docker ? "3600.\(Int.random(in: 1000...9999))" : "4.\(Int.random(in: 1000...9999))"
        let next = "2.\(Int.random(in: 1000...9999))"
        let (started, signal) = AsyncStream.makeStream(of: Void.self)
        let build = Task {
            for try await event in try await run.events(
                "FROM \(ContainerEngine.base)\nRUN echo sleeping; sleep \(length)\nRUN sleep \(next)",
                as: "localhost/cancelled:1")
            {
                if event == .output("sleeping") { signal.finish() }
            }
        }
        for await _ in started {}
        #expect(Self.runs("sleep \(length)"))
        build.cancel()
        await #expect(throws: CancellationError.self) { try await build.value }
        for _ in 0..<600 where Self.runs("sleep \(length)") { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!Self.runs("sleep \(length)"))
        for _ in 0..<20 where !Self.runs("sleep \(next)") { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!Self.runs("sleep \(next)"))
        #expect(try await run.client.image("localhost/cancelled:1") == nil)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func stepsComeInOrderAndTheImageHasWhatWasAskedFor(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let events = try await run.build(
            "COPY words /words", "RUN cat /words", "USER 1000", "ENV A=b", files: ["words": "hello\n"],
            as: "localhost/whole:1", labels: ["himat": "test", "odd": "a \"quoted\" = value"])
        #expect(events.steps.prefix(5) == [1, 2, 3, 4, 5])
        #expect(events.output.contains("hello"))
        let image = try #require(try await run.client.image("localhost/whole:1"))
        #expect(image.id == events.imageID)
        #expect(image.labels["odd"] == "a \"quoted\" = value")
        #expect(image.user == "1000")
        #expect(image.environment.contains("A=b"))
        #expect(image.os == "linux" && image.size > 1_000_000)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func theSecondBuildUsesEveryLayerAgain(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let first = try await run.build("RUN mkdir /once", "RUN echo twice", as: "localhost/again:1")
        let second = try await run.build("RUN mkdir /once", "RUN echo twice", as: "localhost/again:1")
        #expect(!first.contains(.cached))
        #expect(second.filter { $0 == .cached }.count == 2)
        #expect(second.imageID == first.imageID)
        #expect(!second.output.contains("twice"))
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func aContextThatFailsOnTheWayFailsTheBuild(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let source = HTTPRequestBody.stream(length: nil) { throw HimatError(.storage, "the file is gone") }
        let error = await #expect(throws: HimatError.self) {
            let options = BuildOptions(tags: [])
            for try await _ in try await run.client.build(context: source, options: options) {}
        }
        #expect(error?.description.contains("the file is gone") == true)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func imagesAreListedByLabelAndRemovedByName(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        try await run.build("RUN mkdir /mine", as: "localhost/mine:1", labels: ["himat.test": "listed"])
        #expect(try await run.client.images(labelled: ["himat.test=listed"]).map(\.tags) == [["localhost/mine:1"]])
        #expect(try await run.client.images(labelled: ["himat.test=other"]).isEmpty)
        #expect(try await run.client.removeImage("localhost/mine:1"))
        #expect(try await run.client.removeImage("localhost/mine:1") == false)
        #expect(try await run.client.images(labelled: ["himat.test=listed"]).isEmpty)
    }

    /// Whether a process of this machine runs that command line.
    private static func runs(_ command: String) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { name in
            guard Int(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
                == command
        }
    }
}
