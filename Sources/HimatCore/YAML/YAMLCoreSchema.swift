// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What a plain scalar means ([YAML 1.2.2, core schema](https://yaml.org/spec/1.2.2/#103-core-schema)).
enum YAMLCoreSchema {
    static func resolve(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, first.isASCIIDigit || "+-.".utf8.contains(first) else {
            return .string(text)
        }
        return integer(text) ?? number(text) ?? .string(text)
    }

    private static func integer(_ text: String) -> JSONValue? {
        for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
            let digits = text.dropFirst(2)
            guard digits.utf8.first.map({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) == true else {
                return nil
            }
            return Int(digits, radix: radix).map { .int($0) }
        }
        var digits = Substring(text)
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard !digits.isEmpty, digits.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        return Int(text).map { .int($0) }
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func number(_ text: String) -> JSONValue? {
        var rest = Substring(text).utf8
        func digits() -> Int {
            let count = rest.prefix(while: \.isASCIIDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        func take(_ set: String) -> Bool {
            guard let next = rest.first, set.utf8.contains(next) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take("+-")
        let whole = digits()
        let fraction = take(".") ? digits() : 0
        guard whole + fraction > 0 else { return nil }
        if take("eE") {
            _ = take("+-")
            guard digits() > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return .double(value)
    }
}
