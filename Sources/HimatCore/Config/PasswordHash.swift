// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A password's hash as `jupyter server password` writes it
/// ([security](https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html#hashed-password)).
///
/// `argon2:$argon2id$v=19$m=10240,t=10,p=8$SALT$HASH`, or `ALGORITHM:SALT:HEX` with sha1 or a SHA-2.
enum PasswordHash {
    /// The hash of a password nobody knows.
    static let example = "sha256:0f3a5c7e9b1d:" + String(repeating: "9c1b", count: 16)

    private static let digits = ["sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128]

    /// What is wrong with a text, without the text itself: it may be the very password. Nil when it is a hash.
    static func fault(_ text: String) -> String? {
        let isHash = text.hasPrefix("argon2:") ? isArgon2(text.dropFirst(7)) : isSalted(text)
        return isHash
            ? nil
            : "is no hash of a password (its value is not shown); run `jupyter server password` and copy the hash "
                + "from ~/.jupyter/jupyter_server_config.json"
    }

    /// The encoding of the reference implementation: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    private static func isArgon2(_ text: Substring) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, ["argon2id", "argon2i", "argon2d"].contains(parts[1]),
            parts[2].hasPrefix("v="), isNumber(parts[2].dropFirst(2))
        else { return false }
        let costs = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard costs.count == 3,
            zip(costs, ["m=", "t=", "p="]).allSatisfy({ $0.hasPrefix($1) && isNumber($0.dropFirst(2)) })
        else { return false }
        return parts[4].utf8.count >= 11 && parts[5].utf8.count >= 16 && [parts[4], parts[5]].allSatisfy(isBase64)
    }

    private static func isSalted(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let length = digits[String(parts[0])] else { return false }
        return (4...128).contains(parts[1].utf8.count)
            && parts[1].utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
            && parts[2].utf8.count == length
            && parts[2].utf8.allSatisfy { $0.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy(\.isASCIIDigit)
    }

    private static func isBase64(_ text: Substring) -> Bool {
        text.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
        }
    }
}
