// SPDX-License-Identifier: MIT

/// A tar of a few small files, written by hand so that no test depends on the code under test.
public enum TarFile {
    /// The bytes of an archive with these files.
    public static func bytes(_ files: [String: String]) -> [UInt8] {
        var archive: [UInt8] = []
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            let content = [UInt8](content.utf8)
            archive += head(name, size: content.count, type: UInt8(ascii: "0")) + content
            archive += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    /// The 512 bytes before an entry ([ustar](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html)).
    public static func head(_ name: String, size: Int, type: UInt8, link: String = "") -> [UInt8] {
        var head = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at start: Int) {
            for (index, byte) in text.utf8.enumerated() { head[start + index] = byte }
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, at: 0)
        put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
        put(octal(size, digits: 11), at: 124)
        put("00000000000\u{0}        ", at: 136)
        head[156] = type
        put(link, at: 157)
        put("ustar\u{0}00", at: 257)
        put(octal(head.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", at: 148)
        return head
    }
}
