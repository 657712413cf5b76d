// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

extension Transfer {
    /// Tells libcurl which functions to call on the loop's thread.
    func connectCallbacks(_ easy: EasyHandle) throws {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_HEADERDATA, context: context)
        try easy.set(CURLOPT_HEADERFUNCTION, callback: takeHeaderLine)
        try easy.set(CURLOPT_WRITEDATA, context: context)
        try easy.set(CURLOPT_WRITEFUNCTION, callback: takeBody)
        try easy.set(CURLOPT_PREREQDATA, context: context)
        try easy.set(beforeRequest: allowRequest)
        if upload != nil {
            try easy.set(CURLOPT_READDATA, context: context)
            try easy.set(CURLOPT_READFUNCTION, callback: giveBody)
        }
    }

    fileprivate static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// A refusal that comes before the whole body went out makes the rest of it pointless. libcurl would wait until it may
    /// send that, so such an answer ends here, by its length.
    fileprivate func giveUpUpload(_ head: HTTPHead) {
        guard let upload, head.status >= 300, !upload.isSettled else { return }
        upload.abandonRest()
        awaited = head.headers["Content-Length"].flatMap { Int($0) }
        count(0)
    }

    /// Whether a streamed body keeps the length that its request has promised; the transfer is refused if not.
    fileprivate func keepsLength(isAtEnd: Bool) -> Bool {
        guard case .stream(let length?, _) = request.body, isAtEnd ? uploaded != length : uploaded > length else {
            return true
        }
        refusal = HimatError(
            .malformed,
            "\(request.method) \(target.display): the body was to have \(length) bytes and "
                + (isAtEnd ? "ended after \(uploaded)" : "has more"))
        return false
    }

    /// Notes bytes of the content.
    fileprivate func count(_ bytes: Int) {
        guard let left = awaited else { return }
        awaited = left - bytes
        if left <= bytes, answer.finish(.success(())) { wake() }
    }

    fileprivate func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        let raw = UnsafeRawBufferPointer(start: start, count: count)
        return raw.bindMemory(to: UInt8.self)
    }
}

private func takeHeaderLine(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = Transfer.of(context), !transfer.answer.hasEnded else { return 0 }
    transfer.lastActivity = .now
    switch transfer.head.take(transfer.bytes(start, size * count)) {
    case .incomplete, .ignored:
        break
    case .complete(let head):
        transfer.answer.deliver(head)
        transfer.giveUpUpload(head)
    case .tooLarge:
        transfer.refusal = HimatError(
            .malformed,
            "The head of the answer to \(transfer.request.method) \(transfer.target.display) is larger than "
                + "\(transfer.settings.headLimit) bytes")
        return 0
    }
    return size * count
}

private func takeBody(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = Transfer.of(context), !transfer.answer.hasEnded else { return 0 }
    transfer.lastActivity = .now
    guard size * count > 0 else { return 0 }
    guard transfer.answer.append(transfer.bytes(start, size * count)) else { return Int(CURL_WRITEFUNC_PAUSE) }
    transfer.count(size * count)
    return size * count
}

private func giveBody(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = Transfer.of(context), let upload = transfer.upload else { return Int(CURL_READFUNC_ABORT) }
    transfer.lastActivity = .now
    switch upload.read(into: UnsafeMutableRawBufferPointer(start: start, count: size * count)) {
    case .bytes(let count):
        transfer.uploaded += count
        return transfer.keepsLength(isAtEnd: false) ? count : Int(CURL_READFUNC_ABORT)
    case .wait: return Int(CURL_READFUNC_PAUSE)
    case .end: return transfer.keepsLength(isAtEnd: true) ? 0 : Int(CURL_READFUNC_ABORT)
    case .abandoned: return Int(CURL_READFUNC_ABORT)
    }
}

/// Called when a connection stands and the request is about to go out. libcurl by itself sends a request again when a kept
/// connection turns out to be dead; for one that must not be sent twice this is refused here.
private func allowRequest(
    _ context: UnsafeMutableRawPointer?, _ remoteAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
    guard let transfer = Transfer.of(context) else { return CURL_PREREQFUNC_ABORT }
    transfer.lastActivity = .now
    guard transfer.sendings == 0 || (transfer.request.isRepeatable && transfer.upload == nil) else {
        return CURL_PREREQFUNC_ABORT
    }
    transfer.sendings += 1
    return CURL_PREREQFUNC_OK
}
