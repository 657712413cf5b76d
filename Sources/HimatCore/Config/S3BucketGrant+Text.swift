// SPDX-License-Identifier: MIT
internal import HimatSupport

extension S3BucketGrant {
    /// Reads `name` or `name:rw`; nil when the name breaks the rules of S3
    /// ([naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)).
    public init?(_ text: String) {
        guard Self.fault(text) == nil else { return nil }
        let isWritable = text.hasSuffix(":rw")
        self.init(name: isWritable ? String(text.dropLast(3)) : text, isWritable: isWritable)
    }

    /// `name` or `name:rw`.
    public var text: String { isWritable ? "\(name):rw" : name }

    /// What is wrong with a text, as the end of the sentence "KEY …".
    static func fault(_ text: String) -> String? {
        for prefix in ["s3://", "arn:aws:s3:::"] where text.hasPrefix(prefix) {
            return "wants the bucket's name alone: '\(text.dropFirst(prefix.count))'"
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[1] != "rw" {
            return "'\(text)' must end in ':rw' (read and write) or in nothing (read)"
        }
        let name = parts.first ?? ""
        let isPlain = name.utf8.allSatisfy {
            $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard (3...63).contains(name.utf8.count), isPlain, name.utf8.first?.isLowerAlphanumeric == true,
            name.utf8.last?.isLowerAlphanumeric == true, !name.contains(".."), CIDR(address: String(name)) == nil,
            !name.hasPrefix("xn--"), !name.hasSuffix("-s3alias")
        else { return "'\(name)' is no bucket name: 3 to 63 of a-z, 0-9, - and ., a letter or digit at both ends" }
        return nil
    }
}
