// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension EngineClient {
    /// The most bytes kept of what a process prints.
    static let outputLimit = 4 << 20

    /// Makes a container without starting it.
    /// - Returns: its id.
    public func createContainer(_ options: ContainerOptions) async throws -> String {
        let answer = try await json(
            request("POST", "/containers/create", json: options.json), to: "make a container of \(options.image)")
        guard let id = answer["Id"]?.string else {
            throw HimatError(.malformed, "The engine made a container and named no id")
        }
        return id
    }

    /// Starts a container.
    public func startContainer(_ id: String) async throws {
        let path = "/containers/\(try Self.path(of: id))/start"
        _ = try await answer(request("POST", path), to: "start the container")
    }

    /// Waits for the end of a container's process.
    /// - Returns: its exit status.
    public func waitForContainer(_ id: String) async throws -> Int {
        let path = "/containers/\(try Self.path(of: id))/wait"
        let result = try await json(request("POST", path, isLong: true), to: "wait for the container")
        if let words = result.at("Error", "Message")?.string, !words.isEmpty {
            throw HimatError(.service, "The container failed", cause: EngineRefusal(status: 200, words))
        }
        return result["StatusCode"]?.int ?? -1
    }

    /// Whether a container's process still runs.
    public func isRunning(_ id: String) async throws -> Bool {
        let path = "/containers/\(try Self.path(of: id))/json"
        return try await json(request("GET", path), to: "look at the container").at("State", "Running")?.bool == true
    }

    /// What a container has printed so far.
    public func logs(_ id: String) async throws -> (output: String, errors: String) {
        let path = "/containers/\(try Self.path(of: id))/logs"
        let query = [(name: "stdout", value: "1"), (name: "stderr", value: "1")]
        let frames = try await frames(request("GET", path, query: query), to: "read the container's output")
        return (String(decoding: frames.output, as: UTF8.self), String(decoding: frames.errors, as: UTF8.self))
    }

    /// Runs a command in a running container to its end.
    public func exec(_ id: String, _ command: [String], user: String? = nil) async throws -> ProcessOutput {
        var body: JSONValue = [
            "AttachStdout": true, "AttachStderr": true, "Cmd": .array(command.map { .string($0) }),
        ]
        if let user { body["User"] = .string(user) }
        let made = try await json(
            request("POST", "/containers/\(try Self.path(of: id))/exec", json: body),
            to: "run a command in the container")
        guard let run = made["Id"]?.string else {
            throw HimatError(.malformed, "The engine prepared a command and named no id")
        }
        let path = "/exec/\(try Self.path(of: run))"
        var start = request("POST", "\(path)/start", json: ["Detach": false, "Tty": false])
        start.timeouts = HTTPTimeouts(total: nil, idle: Self.patience)
        let frames = try await frames(start, to: "run a command in the container")
        let end = try await json(request("GET", "\(path)/json"), to: "ask how a command ended")
        return ProcessOutput(
            status: end["ExitCode"]?.int ?? -1, output: String(decoding: frames.output, as: UTF8.self),
            errors: String(decoding: frames.errors, as: UTF8.self))
    }

    /// Ends a container and removes it with its volumes; none of that name is well too.
    public func removeContainer(_ id: String) async throws {
        let path = "/containers/\(try Self.path(of: id))"
        let query = [(name: "force", value: "1"), (name: "v", value: "1")]
        do {
            _ = try await answer(request("DELETE", path, query: query), to: "remove the container")
        } catch let error as HimatError where error.code == .notFound {
            return
        }
    }

    /// Makes a container, runs `body` with its id and removes it, whatever happens, an interruption included.
    public func withContainer<Value: Sendable>(
        _ options: ContainerOptions, _ body: @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let id = try await createContainer(options)
        do {
            let value = try await body(id)
            try await removeContainer(id)
            return value
        } catch {
            // Not a child of this task, which may be cancelled: the container must go all the same.
            _ = await Task { try await removeContainer(id) }.result
            throw error
        }
    }

    private func frames(_ request: HTTPRequest, to action: String) async throws -> ProcessFrames {
        let head = try await stream(request, to: action)
        var frames = ProcessFrames(limit: Self.outputLimit)
        do {
            for try await piece in head.body { try frames.take(piece) }
        } catch let error as HimatError {
            throw lost(error, action)
        }
        return frames
    }
}
