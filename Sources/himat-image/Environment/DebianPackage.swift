// SPDX-License-Identifier: MIT

/// A Debian package's name ([policy](https://www.debian.org/doc/debian-policy/ch-controlfields.html#s-f-source)).
struct DebianPackage: Equatable {
    let name: String

    /// - Throws: `SpecError`.
    init(_ text: String) throws {
        var reader = try SpecReader(text)
        let word = reader.take(while: { $0.isLowerAlphanumericASCII || "+.-".utf8.contains($0) })
        reader.skipSpaces()
        guard reader.isAtEnd, word.utf8.count >= 2, let first = word.utf8.first, first.isLowerAlphanumericASCII else {
            throw SpecError("the name of a Debian package has two or more of a-z, 0-9, +, - and .")
        }
        name = word
    }
}

extension UInt8 {
    fileprivate var isLowerAlphanumericASCII: Bool { (0x61...0x7A).contains(self) || (0x30...0x39).contains(self) }
}
