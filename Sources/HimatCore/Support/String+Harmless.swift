// SPDX-License-Identifier: MIT

extension String {
    /// The text with characters that could steer a terminal or turn the reading direction replaced, on one line.
    package var harmless: String {
        String(String.UnicodeScalarView(unicodeScalars.map(\.harmless)))
    }

    /// The text, cut to so many characters.
    package func cut(to count: Int) -> String { self.count > count ? prefix(count) + "…" : self }
}

extension Unicode.Scalar {
    /// The scalar, or what can be shown in its place.
    var harmless: Unicode.Scalar {
        switch value {
        case 0x09: " "
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\u{FFFD}"
        default: self
        }
    }
}
