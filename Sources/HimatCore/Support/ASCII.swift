// SPDX-License-Identifier: MIT

extension UInt8 {
    /// Whether the byte is an ASCII letter.
    package var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    /// Whether the byte is an ASCII digit.
    package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    /// Whether the byte is a lower-case ASCII letter or a digit.
    package var isLowerAlphanumeric: Bool { (0x61...0x7A).contains(self) || isASCIIDigit }
}
