// SPDX-License-Identifier: MIT
import HimatCore

/// An apt.txt beside the environment.yml: a Debian package a line, comments behind `#`.
struct AptFile {
    private(set) var source: SourceText

    /// - Throws: `HimatError` (usage) with the place of what is no package.
    init(_ source: SourceText) throws {
        self.source = source
        for line in lines {
            do {
                if let word = Self.word(line.text) { _ = try DebianPackage(word) }
            } catch {
                throw source.error(.usage, "\(error)", at: source.mark(at: line.range.lowerBound))
            }
        }
    }

    var packages: [DebianPackage] { lines.compactMap { Self.word($0.text).flatMap { try? DebianPackage($0) } } }

    /// Adds a line; false when the package is there already.
    mutating func add(_ package: DebianPackage) -> Bool {
        if packages.contains(package) { return false }
        let isWhole = source.bytes.isEmpty || source.bytes.last == 0x0A
        change(source.bytes + Array(((isWhole ? "" : "\n") + package.name + "\n").utf8))
        return true
    }

    /// Takes a package's line out; false when it is not there.
    mutating func remove(_ name: String) -> Bool {
        guard let line = lines.first(where: { Self.word($0.text) == name }) else { return false }
        var bytes = source.bytes
        bytes.removeSubrange(line.range)
        change(bytes)
        return true
    }

    private mutating func change(_ bytes: [UInt8]) { source = SourceText(name: source.name, bytes: bytes) }

    private var lines: [(range: Range<Int>, text: String)] {
        var (found, start) = ([(range: Range<Int>, text: String)](), 0)
        while start < source.bytes.count {
            let end = source.bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? source.bytes.count
            found.append((start..<end, String(decoding: source.bytes[start..<end], as: UTF8.self)))
            start = end
        }
        return found
    }

    private static func word(_ line: String) -> String? {
        var text = line.prefix { $0 != "#" }
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return text.isEmpty ? nil : String(text)
    }
}
