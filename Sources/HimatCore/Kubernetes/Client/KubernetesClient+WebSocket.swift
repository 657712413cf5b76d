// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension KubernetesClient {
    /// The most bytes of a message that are taken from an API server; it sends 32 KiB at once.
    private static let messageLimit = 4 << 20

    /// Opens a websocket to a subresource; a 401 renews the credential once, a refusal becomes an error.
    func webSocket(_ call: Call, subprotocol: String) async throws -> WebSocket {
        var (credential, generation) = try await cache.current()
        var opening = try await ask(call, credential, subprotocol)
        if case .refused(let answer) = opening, answer.status == 401 {
            await cache.refuse(generation)
            (credential, generation) = try await cache.current()
            opening = try await ask(call, credential, subprotocol)
        }
        switch opening {
        case .open(let socket): return socket
        case .refused(let answer) where answer.status == 403 && answer.body.isEmpty:
            throw HimatError(
                .service, "\(call.action) was refused: \(connection.server) does not speak \(subprotocol)",
                nextStep: "Kubernetes 1.30 or newer is needed; proxies in between must let websockets pass")
        case .refused(let answer):
            throw KubernetesStatus(httpStatus: answer.status, body: answer.body).error(call.action)
        }
    }

    private func ask(_ call: Call, _ credential: KubernetesCredential, _ subprotocol: String) async throws
        -> WebSocketOpening
    {
        do {
            return try await sender.webSocket(
                request(call, credential), subprotocols: [subprotocol], messageLimit: Self.messageLimit)
        } catch let error as HimatError {
            throw unreached(call, error)
        }
    }
}
