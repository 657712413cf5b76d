// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@testable import HimatKubernetes

/// A list is taken apart the same way wherever the network cuts it.
@Suite struct ListReaderTests {
    private static let list = #"""
        {"kind":"PodList","metadata":{"resourceVersion":"7","continue":"x\"y","items":[1]},"items": [
          {"metadata":{"name":"a","labels":{"items":"no"}},"text":"]}, {\\\" ["} , {"metadata":{"name":"b"}, "list":[{"c":[]}]}
        ], "apiVersion":"v1"}
        """#

    private func read(_ text: String, pieces size: Int) throws -> (items: [JSONValue], rest: JSONValue) {
        var (reader, items) = (ListReader(), [JSONValue]())
        var left = ArraySlice(Array(text.utf8))
        while !left.isEmpty {
            try reader.take(Array(left.prefix(size))) { items.append($0) }
            left = left.dropFirst(size)
        }
        return (items, try reader.rest())
    }

    @Test(arguments: [1, 2, 3, 7, 64, 10_000]) func objectsAndTheListAroundThemAreWhole(size: Int) throws {
        let (items, rest) = try read(Self.list, pieces: size)
        var whole = try JSONValue.parse(Self.list)
        #expect(items == whole["items"]?.array)
        whole["items"] = []
        #expect(rest == whole)
    }

    @Test(arguments: [#"{"items":[]}"#, #"{"items":null,"metadata":{}}"#, #"{"kind":"items","metadata":{"a":[]}}"#])
    func aListWithoutObjectsHasNone(text: String) throws {
        let (items, rest) = try read(text, pieces: 5)
        #expect(items.isEmpty)
        #expect(rest == (try JSONValue.parse(text)))
    }

    @Test(arguments: [#"{"items":[{"a":1},{"b""#, #"{"items":[{"a":1}"#, "<html>", ""])
    func whatIsCutOffIsNoList(text: String) {
        #expect(throws: HimatError.self) { try read(text, pieces: 4) }
    }
}
