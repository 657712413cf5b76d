// SPDX-License-Identifier: MIT
internal import Crypto

/// The names HiMAT gives: unique by construction, shortened with a hash where a service has a limit.
public enum ResourceName {
    /// An IAM role's name, `himat-<region>-<cluster>-<role>`: IAM is global, so the region is part of it; 64 characters at most.
    public static func role(region: String, cluster: String, role: String) -> String {
        shortened("himat-\(region)-\(cluster)-\(role)", limit: 64)
    }

    /// The name itself, or its start and eight hexadecimal digits of its SHA-256 when it is longer than `limit` (at least 10).
    public static func shortened(_ name: String, limit: Int) -> String {
        guard name.utf8.count > limit else { return name }
        let digits = Array("0123456789abcdef")
        let hash = SHA256.hash(data: Array(name.utf8)).prefix(4).flatMap {
            [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
        }
        var head = String(decoding: Array(name.utf8.prefix(max(1, limit - 9))), as: UTF8.self)
        while head.hasSuffix("-") { head.removeLast() }
        return head + "-" + String(hash)
    }

    /// Whether a text is a DNS label: 1 to 63 of `a-z 0-9 -`, letter or digit at both ends
    /// ([RFC 1123](https://www.rfc-editor.org/rfc/rfc1123)), as Kubernetes wants names of namespaces and services.
    public static func isDNSLabel(_ text: String) -> Bool { isLabel(text, limit: 63) }

    /// Whether a text is a DNS name in small letters: labels joined by dots, 253 characters at most, as Kubernetes wants
    /// names of most objects.
    public static func isDNSName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                isDNSLabel(String($0))
            }
    }

    /// Whether a text may be `cluster_name`: a DNS label of at most 40 characters.
    public static func isClusterName(_ text: String) -> Bool { isLabel(text, limit: 40) }

    private static func isLabel(_ text: String, limit: Int) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= limit else { return false }
        return first.isLowerAlphanumeric && last.isLowerAlphanumeric
            && text.utf8.allSatisfy { $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") }
    }
}
