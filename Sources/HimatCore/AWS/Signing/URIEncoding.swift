// SPDX-License-Identifier: MIT

/// The percent-encoding that signatures use: everything but `A-Z a-z 0-9 - . _ ~` becomes `%XX` in capitals.
///
/// [RFC 3986, 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3); AWS calls the function UriEncode.
public enum URIEncoding {
    private static let digits = [UInt8]("0123456789ABCDEF".utf8)

    /// Encodes bytes; a path keeps its slashes.
    public static func encode(_ bytes: some Sequence<UInt8>, keepsSlash: Bool = false) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Encodes the UTF-8 bytes of a text.
    public static func encode(_ text: some StringProtocol, keepsSlash: Bool = false) -> String {
        encode(text.utf8, keepsSlash: keepsSlash)
    }

    /// Undoes `%XX`; what is no valid escape stays as it is.
    public static func decode(_ text: some StringProtocol) -> [UInt8] {
        let bytes = [UInt8](text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = nibble(bytes[index + 1]),
                let low = nibble(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
