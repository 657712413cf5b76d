// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Plain words that some reader takes for something else than a text.
enum YAMLWords {
    private static let reserved: Set<String> = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", "-.inf", "+.inf",
        ".nan",
    ]

    /// Whether YAML 1.1 or 1.2 reads a boolean, null, number, base-60 number or date; rather too often than too seldom.
    static func isAmbiguous(_ text: String) -> Bool {
        reserved.contains(text.lowercased()) || looksLikeNumber(text)
    }

    /// Digits first (behind a sign or point), then only what numbers and dates are made of.
    private static func looksLikeNumber(_ text: String) -> Bool {
        guard text.utf8.prefix(3).drop(while: { "+-.".utf8.contains($0) }).first.map(\.isASCIIDigit) == true else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            byte.isASCIIDigit || "+-.:_ TtZzxXoO".utf8.contains(byte) || (0x41...0x46).contains(byte)
                || (0x61...0x66).contains(byte)
        }
    }
}
