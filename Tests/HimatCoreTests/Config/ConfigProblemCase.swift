// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

/// A configuration that is refused, with the words the user sees.
struct ConfigProblemCase: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var expected: String

    init(_ name: String, _ text: String, _ expected: String) {
        self.name = name
        self.text = text
        self.expected = expected
    }

    var testDescription: String { name }

    /// What is shown for the text as a file of that name, without the first and the last line that all share.
    func shown(as file: String) throws -> String {
        let folder = try ConfigFolder([file: text])
        do {
            _ = try folder.load(path: file)
            return ""
        } catch let error as HimatError {
            #expect(error.code == .usage)
            let heading = error.message.hasPrefix("The configuration has ") ? [] : [error.message]
            return (heading + error.details).joined(separator: "\n")
        }
    }
}
