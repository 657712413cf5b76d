// SPDX-License-Identifier: MIT
internal import HimatSupport

extension YAMLDocumentEdit {
    /// A line (or lines) with a new item, behind the item before it and whatever comment that has.
    func insertion(of value: JSONValue, at index: Int, into list: YAMLNode) -> YAMLByteEdit {
        let items = list.items ?? []
        if list.isFlow {
            let text = String(YAMLEmitter().inline(.array([value])).dropFirst().dropLast())
            if index > 0 {
                let at = contentEnd(items[index - 1])
                return YAMLByteEdit(range: at..<at, text: ", \(text)")
            }
            let at = list.start.offset + 1
            return YAMLByteEdit(range: at..<at, text: items.isEmpty ? text : "\(text), ")
        }
        let indent = String(repeating: " ", count: list.start.column - 1)
        let lines = YAMLEmitter().text(.array([value])).split(separator: "\n")
        let text = lines.map { indent + $0 + newline }.joined()
        let at = index > 0 ? lineEnd(contentEnd(items[index - 1])) : list.start.offset - indent.utf8.count
        let isLineStart = at == 0 || bytes[at - 1] == 0x0A || bytes[at - 1] == 0x0D
        return YAMLByteEdit(range: at..<at, text: (isLineStart ? "" : newline) + text)
    }

    /// The line or lines of an item from its dash on, or its part of a list in brackets.
    func removal(ofItem index: Int, from list: YAMLNode) -> YAMLByteEdit {
        let items = list.items ?? []
        let item = items[index]
        if list.isFlow {
            if index + 1 < items.count {
                return YAMLByteEdit(range: item.start.offset..<items[index + 1].start.offset, text: "")
            }
            let start = index > 0 ? contentEnd(items[index - 1]) : item.start.offset
            return YAMLByteEdit(range: start..<contentEnd(item), text: "")
        }
        var start = item.start.offset
        while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == UInt8(ascii: "-") { start -= 1 }
        return YAMLByteEdit(range: start..<max(start, lineEnd(contentEnd(item))), text: "")
    }
}
