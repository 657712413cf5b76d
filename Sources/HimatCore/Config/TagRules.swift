// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What AWS allows as tags ([limits](https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html))
/// and what HiMAT keeps for itself.
enum TagRules {
    /// AWS allows 50 a resource; HiMAT and Kubernetes put up to ten of their own.
    static let limit = 40

    /// What is wrong with a key, as the end of the sentence "KEY …".
    static func fault(key: String) -> String? {
        let length = key.unicodeScalars.count
        guard (1...128).contains(length) else { return "has a key of \(length) characters; AWS allows 1 to 128" }
        for prefix in ["aws:", "himat:", "eks:", "kubernetes.io/"] where key.lowercased().hasPrefix(prefix) {
            return "must not set '\(key)': keys that start with \(prefix) are reserved"
        }
        // IAM tells no case in keys, so `name` beside ours would be a duplicate there.
        if key.lowercased() == "name" { return "must not set '\(key)': HiMAT names its resources itself" }
        return allowed(key) ? nil : "has the key '\(key)'; AWS allows letters, digits, spaces and _ . : / = + - @"
    }

    /// What is wrong with a value, as the end of the sentence "KEY …".
    static func fault(value: String, of key: String) -> String? {
        let length = value.unicodeScalars.count
        if length > 256 { return "gives '\(key)' a value of \(length) characters; AWS allows 256" }
        return allowed(value)
            ? nil : "gives '\(key)' a value with other than letters, digits, spaces and _ . : / = + - @"
    }

    private static func allowed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || " _.:/=+-@".unicodeScalars.contains($0)
        }
    }
}
