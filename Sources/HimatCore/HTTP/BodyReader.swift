// SPDX-License-Identifier: MIT

/// The reading end of one answer; when it goes away unread the transfer is cancelled. Keeps the client, and so its thread,
/// alive.
final class BodyReader: Sendable {
    private let transfer: Transfer
    private let loop: CurlLoop
    private let client: HTTPClient

    init(_ transfer: Transfer, _ loop: CurlLoop, client: HTTPClient) {
        self.transfer = transfer
        self.loop = loop
        self.client = client
    }

    deinit { leave() }

    /// The next piece of the content; nil at its end.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await transfer.answer.next()
        } onCancel: {
            loop.cancel(transfer)
        }
    }

    /// Nobody reads on.
    func leave() {
        if !transfer.answer.hasEnded { loop.cancel(transfer) }
    }
}
