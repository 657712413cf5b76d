// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Takes the answer of a list apart while it arrives: its objects one after the other, the list around them at the end.
///
/// So a list of thousands of objects never stands in memory as a whole, however large the server makes its pages.
struct ListReader {
    private var object: [UInt8] = []
    private var around: [UInt8] = []
    /// How many braces and brackets are open; 1 = in the list, 2 = between its items, more = in one of them.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var isInItems = false
    /// Where in `around` the last string of the list itself began, which may be the key `items`.
    private var textStart = 0
    private var text: ArraySlice<UInt8> = []

    private static let items = ArraySlice("items".utf8)

    /// Takes the next bytes and hands over each object that is complete with them.
    mutating func take(_ piece: [UInt8], _ found: (JSONValue) throws -> Void) throws {
        for byte in piece {
            if isInString {
                takeText(byte)
            } else if try takeStructure(byte) {
                try found(try JSONValue.parse(object))
                object.removeAll(keepingCapacity: true)
            }
        }
    }

    /// The list without its objects; what was cut off is no list.
    func rest() throws -> JSONValue { try JSONValue.parse(around) }

    private mutating func takeText(_ byte: UInt8) {
        keep(byte)
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            if depth == 1 { text = around[textStart..<(around.count - 1)] }
        }
    }

    /// Whether an object is complete.
    private mutating func takeStructure(_ byte: UInt8) throws -> Bool {
        switch byte {
        case UInt8(ascii: "\""):
            keep(byte)
            isInString = true
            if depth == 1 { textStart = around.count }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            if depth == 2, byte == UInt8(ascii: "["), text == Self.items { isInItems = true }
            if isInItems && depth == 2 { around.append(byte) } else { keep(byte) }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if isInItems && depth == 2 {
                isInItems = false
                around.append(byte)
            } else {
                keep(byte)
            }
            depth -= 1
            return isInItems && depth == 2
        default:
            // The commas between the items belong to neither.
            if !(isInItems && depth == 2) { keep(byte) }
        }
        return false
    }

    private mutating func keep(_ byte: UInt8) {
        if isInItems { object.append(byte) } else { around.append(byte) }
    }
}
