// SPDX-License-Identifier: MIT

/// The condition behind a requirement's semicolon: `python_version < "3.13" and sys_platform == "linux"`.
enum PythonMarker {
    private static let variables = [
        "python_version", "python_full_version", "os_name", "sys_platform", "platform_release", "platform_system",
        "platform_version", "platform_machine", "platform_python_implementation", "implementation_name",
        "implementation_version", "extra",
    ]

    /// Reads a whole marker and gives it in one form.
    /// - Throws: `SpecError`.
    static func read(_ reader: inout SpecReader) throws -> String {
        var parts = [try comparison(&reader)]
        while let joint = reader.take(oneOf: ["and", "or"]) { parts += [joint, try comparison(&reader)] }
        return parts.joined(separator: " ")
    }

    private static func comparison(_ reader: inout SpecReader) throws -> String {
        if reader.take("(") {
            let inner = try read(&reader)
            guard reader.take(")") else { throw SpecError("a parenthesis of the marker is not closed") }
            return "(\(inner))"
        }
        let left = try operand(&reader)
        let word: String
        if reader.take("not") {
            guard reader.take("in") else { throw SpecError("\"not\" wants \"in\" behind it") }
            word = "not in"
        } else {
            let words = ["===", "~=", "==", "!=", "<=", ">=", "<", ">", "in"]
            guard let found = reader.take(oneOf: words) else {
                throw SpecError("the marker compares nothing before \(reader.shown)")
            }
            word = found
        }
        return "\(left) \(word) \(try operand(&reader))"
    }

    private static func operand(_ reader: inout SpecReader) throws -> String {
        for quote in ["\"", "'"] where reader.take(quote) {
            let text = reader.take(while: { $0.isVersionPart || "() ,<>=~/:".utf8.contains($0) })
            guard reader.take(quote) else { throw SpecError("a text of the marker is not closed") }
            return "\"\(text)\""
        }
        let word = reader.take(while: { $0.isWord || $0 == UInt8(ascii: "_") })
        reader.skipSpaces()
        guard variables.contains(word) else { throw SpecError("\"\(word)\" is no variable of a marker") }
        return word
    }
}
