// SPDX-License-Identifier: MIT
public import HimatHTTP
internal import HimatSupport

extension EngineClient {
    /// Builds an image with the classic builder, which docker and podman both have.
    ///
    /// Ends with `.built`. Cancelling the task, or leaving the loop over the events, closes the connection, and the engine stops.
    /// - Parameters:
    ///   - context: the build context as a tar, pulled as fast as the engine takes it.
    ///   - options: names, labels and the like.
    /// - Returns: what the engine says, as it says it.
    /// - Throws: `HimatError` here for what is refused at once (a Dockerfile that cannot be read); in the loop (service, with an
    ///   `EngineRefusal` as cause) when a step fails; network when the engine is lost.
    public func build(context: HTTPRequestBody, options: BuildOptions) async throws
        -> AsyncThrowingStream<BuildEvent, any Error>
    {
        var headers: HTTPHeaders = ["Content-Type": "application/x-tar"]
        if !options.credentials.isEmpty {
            headers["X-Registry-Config"] = RegistryCredentials.header(options.credentials)
        }
        let request = request("POST", "/build", query: options.query, headers: headers, body: context, isLong: true)
        let head = try await stream(request, to: "build the image")
        let lines = EngineLines(
            head.body,
            failure: { HimatError(.service, "The image was not built", cause: $0) },
            lost: { self.lost($0, "build the image") })
        return EventQueue(
            lines, reader: BuildTranscript(),
            take: { transcript, line in transcript.take(line) },
            end: { transcript in
                let last = transcript.finish()
                guard let id = transcript.imageID else {
                    throw HimatError(
                        .network, "The engine's answer ended before the image was built",
                        nextStep: "look whether the engine at \(endpoint.address) still runs, then repeat the command")
                }
                return last + [.built(imageID: id)]
            }
        ).events
    }
}
