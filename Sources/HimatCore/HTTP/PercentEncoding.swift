// SPDX-License-Identifier: MIT

/// Percent-encoding as SigV4 wants it: everything but the unreserved characters of
/// [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3), in capital hexadecimal digits.
public enum PercentEncoding {
    /// Encodes a path: slashes stay, all else that is not unreserved is encoded.
    public static func path(_ text: String) -> String { encode(text, keeping: UInt8(ascii: "/")) }

    /// Encodes a name or a value of a query, or one segment of a path: slashes are encoded too.
    public static func query(_ text: String) -> String { encode(text, keeping: nil) }

    /// Builds a query from names and values in the given order, without a leading `?`.
    public static func query(_ items: [(name: String, value: String)]) -> String {
        items.map { "\(query($0.name))=\(query($0.value))" }.joined(separator: "&")
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encode(_ text: String, keeping kept: UInt8?) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == kept || isUnreserved(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
