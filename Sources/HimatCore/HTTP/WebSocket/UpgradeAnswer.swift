// SPDX-License-Identifier: MIT

/// Reads the answer to a request for an upgrade from raw bytes: the head, and the content when the upgrade was refused.
struct UpgradeAnswer {
    /// What the bytes so far came to.
    enum Step: Equatable {
        case incomplete
        /// 101; these bytes came behind it and belong to the new protocol.
        case upgraded(HTTPHead, rest: [UInt8])
        /// Another status, with its content as far as it was taken.
        case refused(HTTPHead, body: [UInt8])
        case tooLarge
    }

    private let bodyLimit: Int
    private var parser: HeadParser
    private var buffer: [UInt8] = []
    private var head: HTTPHead?

    /// - Parameters:
    ///   - headLimit: the most bytes of a head.
    ///   - bodyLimit: the most bytes of a refusal's content; the rest is left.
    init(headLimit: Int, bodyLimit: Int = 1 << 20) {
        parser = HeadParser(limit: headLimit)
        self.bodyLimit = bodyLimit
    }

    /// Takes bytes; nil = the connection has ended.
    mutating func take(_ bytes: [UInt8]?) -> Step {
        buffer += bytes ?? []
        while head == nil, let end = buffer.firstIndex(of: 0x0A) {
            let step = buffer[...end].withUnsafeBufferPointer { parser.take($0) }
            buffer.removeFirst(end + 1)
            switch step {
            case .complete(let found): head = found
            case .tooLarge: return .tooLarge
            case .incomplete, .ignored: break
            }
        }
        guard let head else { return buffer.count > 64 << 10 ? .tooLarge : .incomplete }
        if head.status == 101 { return .upgraded(head, rest: buffer) }
        guard let body = body(of: head, isAtEnd: bytes == nil) else { return .incomplete }
        return .refused(head, body: Array(body.prefix(bodyLimit)))
    }

    /// The content, once it is whole or as much as anybody wants.
    private func body(of head: HTTPHead, isAtEnd: Bool) -> [UInt8]? {
        if isAtEnd || buffer.count > bodyLimit * 2 { return isChunked(head) ? Self.dechunked(buffer).bytes : buffer }
        if head.status == 204 || head.status == 304 { return [] }
        if isChunked(head) {
            let content = Self.dechunked(buffer)
            return content.isWhole ? content.bytes : nil
        }
        guard let length = head.headers["Content-Length"].flatMap({ Int($0) }) else { return nil }
        return buffer.count >= min(length, bodyLimit) ? Array(buffer.prefix(length)) : nil
    }

    private func isChunked(_ head: HTTPHead) -> Bool {
        head.headers["Transfer-Encoding"]?.lowercased().contains("chunked") == true
    }

    /// The content without the sizes between its chunks ([RFC 9112](https://www.rfc-editor.org/rfc/rfc9112#section-7.1)).
    private static func dechunked(_ bytes: [UInt8]) -> (bytes: [UInt8], isWhole: Bool) {
        var content: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end], as: UTF8.self).prefix { $0.isHexDigit }
            guard let size = Int(line, radix: 16), size > 0 else { return (content, true) }
            rest = rest[(end + 1)...]
            content += rest.prefix(size)
            guard rest.count >= size + 2 else { return (content, false) }
            rest = rest.dropFirst(size + 2)
        }
        return (content, false)
    }
}
