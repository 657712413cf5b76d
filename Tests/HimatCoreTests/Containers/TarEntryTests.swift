// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatContainers

@Suite struct TarEntryTests {
    private let end = [UInt8](repeating: 0, count: 1024)

    private func block(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    @Test func aBrokenArchiveIsRefused() throws {
        let cut = TarFile.head("a", size: 5000, type: UInt8(ascii: "0")) + block("short")
        var odd = TarFile.head("a", size: 1, type: UInt8(ascii: "0"))
        odd.replaceSubrange(124..<128, with: Array("9x!-".utf8))
        var huge = TarFile.head("a", size: 1, type: UInt8(ascii: "0"))
        huge.replaceSubrange(124..<136, with: [UInt8](repeating: 0xFF, count: 12))
        for archive in [cut, odd + end, huge + end] {
            let error = #expect(throws: HimatError.self) { try TarEntry.first(of: archive) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func anEmptyArchiveHoldsNothing() throws {
        #expect(try TarEntry.first(of: end) == nil)
        #expect(try TarEntry.first(of: []) == nil)
    }

    @Test func filesAndLinksAreToldApartBehindExtendedHeaders() throws {
        let long = "/" + String(repeating: "long/", count: 40)
        let record = "linkpath=\(long)\n"
        let pax = "\(record.utf8.count + 4) \(record)"
        let extended = TarFile.head("x", size: pax.utf8.count, type: UInt8(ascii: "x")) + block(pax)
        let link = TarFile.head("a", size: 0, type: UInt8(ascii: "2"), link: "../b")
        #expect(try TarEntry.first(of: TarFile.bytes(["a": "hello"]))?.content == .file(Array("hello".utf8)))
        #expect(try TarEntry.first(of: link + end)?.content == .link("../b"))
        #expect(try TarEntry.first(of: extended + link + end)?.content == .link(long))
        #expect(try TarEntry.first(of: TarFile.head("d", size: 0, type: UInt8(ascii: "5")) + end)?.content == .other)
    }

    @Test(arguments: [1, 3, 8, 1000])
    func theStreamsOfAProcessAreTakenApart(_ size: Int) throws {
        let all: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 3] + Array("out".utf8) + [2, 0, 0, 0, 0, 0, 0, 2] + Array("er".utf8)
            + [1, 0, 0, 0, 0, 0, 0, 4] + Array(" put".utf8)
        var frames = ProcessFrames(limit: 5)
        for start in stride(from: 0, to: all.count, by: size) {
            try frames.take(Array(all[start..<min(start + size, all.count)]))
        }
        #expect(String(decoding: frames.output, as: UTF8.self) == "out p")
        #expect(String(decoding: frames.errors, as: UTF8.self) == "er")
    }

    @Test func whatHasNoFramesIsRefused() {
        var frames = ProcessFrames(limit: 5)
        #expect(throws: HimatError.self) { try frames.take(Array("plain text of a terminal".utf8)) }
    }
}
