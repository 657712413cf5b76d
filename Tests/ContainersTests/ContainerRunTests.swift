// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@Suite(.engines, .timeLimit(.minutes(5))) struct ContainerRunTests {
    @Test(arguments: ContainerEngine.Kind.allCases)
    func aContainersStatusAndWordsComeBack(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        var options = ContainerOptions(
            image: ContainerEngine.base, command: ["/bin/sh", "-c", "echo out $A; echo err >&2; exit 3"])
        options.network = "host"
        options.environment = ["A": "1 2"]
        let (status, words) = try await run.client.withContainer(options) { id in
            try await run.client.startContainer(id)
            return (try await run.client.waitForContainer(id), try await run.client.logs(id))
        }
        #expect(status == 3)
        #expect(words.output == "out 1 2\n")
        #expect(words.errors == "err\n")
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func commandsRunInARunningContainerWhichIsGoneAfterwards(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        var options = ContainerOptions(image: ContainerEngine.base, command: ["/bin/sleep", "1000"])
        options.network = "host"
        let used = try await run.client.withContainer(options) { id in
            try await run.client.startContainer(id)
            #expect(try await run.client.isRunning(id))
            let said = try await run.client.exec(id, ["/bin/sh", "-c", "id -u; echo no >&2; exit 4"], user: "1234")
            #expect(said.status == 4)
            #expect(said.output == "1234\n")
            #expect(said.errors == "no\n")
            return id
        }
        let error = await #expect(throws: HimatError.self) { try await run.client.isRunning(used) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func anInterruptedContainerIsRemovedAllTheSame(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        var options = ContainerOptions(image: ContainerEngine.base, command: ["/bin/sleep", "1000"])
        options.network = "host"
        let (used, signal) = AsyncStream.makeStream(of: String.self)
        let task = Task { [options] in
            try await run.client.withContainer(options) { id in
                try await run.client.startContainer(id)
                signal.yield(id)
                signal.finish()
                return try await run.client.waitForContainer(id)
            }
        }
        let id = try #require(await used.first { _ in true })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let error = await #expect(throws: HimatError.self) { try await run.client.isRunning(id) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: ContainerEngine.Kind.allCases)
    func filesAreReadOutOfAnImageThroughLinks(_ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        try await run.build(
            "COPY lock /deep/down/lock", "COPY --from=\(ContainerEngine.base) /bin/true /t", files: ["lock": "a=1\n"],
            as: "localhost/files:1")
        let lock = try await run.client.file("/deep/down/lock", ofImage: "localhost/files:1")
        #expect(lock.map { String(decoding: $0, as: UTF8.self) } == "a=1\n")
        #expect(try await run.client.file("/no/such", ofImage: "localhost/files:1") == nil)
        let error = await #expect(throws: HimatError.self) {
            try await run.client.file("/t", ofImage: "localhost/files:1", limit: 10)
        }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: ["a b", "../../etc", "x?y", "", "/x", "a//b"], ContainerEngine.Kind.allCases)
    func whatIsNoNameNeverReachesTheEngine(_ name: String, _ kind: ContainerEngine.Kind) async throws {
        let run = try await EngineRun(kind)
        let error = await #expect(throws: HimatError.self) { try await run.client.image(name) }
        #expect(error?.code == .usage)
    }
}
