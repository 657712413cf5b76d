// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension KubernetesClient {
    /// Runs a command in a container of a pod, without input, and waits for its end.
    ///
    /// The caller needs `get` and, since 1.35, `create` on `pods/exec`. A command that is still running at the deadline is
    /// left to itself in the container.
    /// - Parameters:
    ///   - command: program and arguments; no shell is involved.
    ///   - container: nil = the pod's first, or the one its annotation names.
    ///   - limit: the most bytes of stdout and stderr together.
    ///   - deadline: how long the command may take, the connection included.
    /// - Throws: `HimatError`: notFound (no such pod), denied, timedOut, malformed (more than `limit`), network (the container
    ///   or the connection ended first), service (the program is not there). An exit code other than 0 is no error.
    public func exec(
        _ command: [String], in pod: ObjectReference, container: String? = nil, limit: Int = 1 << 20,
        deadline: Duration = .seconds(30)
    ) async throws -> ExecResult {
        let action = "\(command.first ?? "A command") in \(pod)"
        var query = command.map { ("command", $0) }
        if let container { query.append(("container", container)) }
        query += [("stdout", "true"), ("stderr", "true")]
        let call = Call(
            method: "GET", path: pod.path(subresource: "exec"), query: query,
            timeouts: HTTPTimeouts(total: deadline), action: "Running \(action)")
        return try await withThrowingTaskGroup(of: ExecResult.self) { group in
            group.addTask { try await run(call, action, limit) }
            group.addTask {
                try await clock.sleep(for: deadline)
                throw HimatError(.timedOut, "\(action) has not ended within \(deadline)")
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private func run(_ call: Call, _ action: String, _ limit: Int) async throws -> ExecResult {
        let socket = try await webSocket(call, subprotocol: "v5.channel.k8s.io")
        var stream = ExecStream(action: action, limit: limit)
        while let message = try await socket.receive() {
            guard let result = try stream.take(message) else { continue }
            socket.close()
            return result
        }
        throw HimatError(
            .network, "\(action): the connection ended before the command",
            nextStep: "look whether the container was restarted: himat-k8s status")
    }
}
