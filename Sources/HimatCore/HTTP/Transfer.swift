// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

/// One request on its way through the loop.
///
/// Unchecked Sendable: the pipes may be used from anywhere, everything marked so belongs to the loop's thread alone.
final class Transfer: @unchecked Sendable {
    /// What a client lays down for all its transfers.
    struct Settings: Sendable {
        var userAgent: String
        var headLimit: Int
        var bodyCapacity: Int
        /// Seconds.
        var freshness: Int
    }

    let request: HTTPRequest
    let target: HTTPTarget
    let proxyURL: String?
    let settings: Settings
    let answer: AnswerPipe
    let upload: UploadPipe?
    private let wakeLoop: @Sendable (Transfer) -> Void

    // The loop's thread only.
    var easy: EasyHandle?
    var head: HeadParser
    /// How often the request was put on a connection.
    var sendings = 0
    /// The bytes of the request's body that went out.
    var uploaded = 0
    /// The bytes of the content that are still to come, once the rest of an upload is pointless.
    var awaited: Int?
    /// Why one of our own callbacks ended the transfer.
    var refusal: HimatError?
    var lastActivity: ContinuousClock.Instant

    /// Prepares a transfer; nothing of libcurl is touched yet.
    /// - Parameter wake: called with the transfer when one of its paused directions may go on.
    /// - Throws: `HimatError` (malformed) when the request cannot be written down safely.
    init(
        _ request: HTTPRequest, target: HTTPTarget, proxy: String?, settings: Settings,
        wake: @escaping @Sendable (Transfer) -> Void
    ) throws {
        try request.checkForm(target)
        self.request = request
        self.target = target
        proxyURL = proxy
        self.settings = settings
        wakeLoop = wake
        head = HeadParser(limit: settings.headLimit)
        lastActivity = .now
        let link = WeakTransfer()
        let resume: @Sendable () -> Void = { if let transfer = link.transfer { wake(transfer) } }
        answer = AnswerPipe(capacity: settings.bodyCapacity, resume: resume)
        if case .stream = request.body { upload = UploadPipe(resume: resume) } else { upload = nil }
        link.transfer = self
    }

    /// Whether the connection waits for our own side: for the reader of the answer, or for the source of the body.
    var isOurTurn: Bool { answer.isPaused || upload?.isStarving == true }

    /// Has the loop look at the transfer.
    func wake() { wakeLoop(self) }

    /// Ends the transfer as cancelled for whoever waits for it; the loop then takes it off.
    func cancel() {
        answer.finish(.failure(CancellationError()), dropping: true)
        upload?.abandon()
    }

    /// Ends the transfer for whoever waits for it.
    func finish(_ end: Result<Void, any Error>) {
        answer.finish(end)
        upload?.abandon()
    }
}

/// Lets the pipes of a transfer reach it without keeping it alive.
private final class WeakTransfer: Sendable {
    private struct Link: Sendable { weak var transfer: Transfer? }
    private let link = Lock(Link())

    var transfer: Transfer? {
        get { link.withLock(\.transfer) }
        set { link.withLock { $0.transfer = newValue } }
    }
}
