// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The form of EC2's instance types: `family.size`; which of them a region offers only AWS knows.
enum InstanceTypeName {
    private static let sizes =
        ["nano", "micro", "small", "medium", "large", "xlarge", "metal"]
        + [2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 48, 56, 96, 112].map { "\($0)xlarge" }

    /// What is wrong with a text, as the end of the sentence "KEY …".
    static func fault(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            part.utf8.first?.isLowerAlphanumeric == true
                && part.utf8.allSatisfy { $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") }
        }
        guard parts.count == 2, isPlain, parts[0].utf8.first.map({ !$0.isASCIIDigit }) == true else {
            return "must be \(ConfigPattern.instanceType.phrase), not '\(text)'"
        }
        if isSize(parts[1]) { return nil }
        let near = EditDistance.nearest(to: String(parts[1]), in: sizes)
        let hint = near.map { "; did you mean '\(parts[0]).\($0)'?" } ?? ""
        return "'\(text)' has a size that EC2 does not know\(hint)"
    }

    private static func isSize(_ size: Substring) -> Bool {
        if sizes.contains(String(size)) { return true }
        let core = size.hasPrefix("metal-") ? size.dropFirst(6) : size
        for unit in ["xlarge", "xl"] where core.hasSuffix(unit) && (unit == "xlarge" || core.count < size.count) {
            let number = core.dropLast(unit.count)
            return !number.isEmpty && number.utf8.allSatisfy(\.isASCIIDigit)
        }
        return false
    }
}
