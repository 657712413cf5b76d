// SPDX-License-Identifier: MIT
internal import HimatSupport

extension HTTPRequest {
    /// Refuses what would let a value break out of its line.
    /// - Throws: `HimatError` (malformed) that names the field, never its value.
    func checkForm(_ target: HTTPTarget) throws {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isTokenByte) else {
            throw HimatError(.malformed, "\(method.debugDescription) is no HTTP method")
        }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isTokenByte) else {
                throw HimatError(
                    .malformed,
                    "\(method) \(target.display): \(field.name.debugDescription) is no name of a header field")
            }
            guard !field.value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else {
                throw HimatError(
                    .malformed, "\(method) \(target.display): the header field \(field.name) holds a control character",
                    nextStep: "Look for a line break at the end of the value, e.g. of a token read from a file.")
            }
        }
        if let name = tls.serverName,
            name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x2F || $0 == 0x7F })
        {
            throw HimatError(
                .malformed, "\(method) \(target.display): \(name.debugDescription) is no server name for TLS")
        }
    }

    /// A byte of a token, [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
