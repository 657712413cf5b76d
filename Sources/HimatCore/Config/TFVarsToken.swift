// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A word of a tfvars file.
struct TFVarsToken {
    enum Kind: Equatable {
        case name(String)
        case string(String)
        case number(String)
        /// One of `= : , [ ] { }`.
        case sign(UInt8)
        case newline
        case end
    }

    var kind: Kind
    var start: SourceMark
    var end: SourceMark

    /// The token in words, for a message.
    var shown: String {
        switch kind {
        case .name(let name): "'\(name)'"
        case .string: "a text"
        case .number(let number): "'\(number)'"
        case .sign(let byte): "'\(Character(Unicode.Scalar(byte)))'"
        case .newline: "the end of the line"
        case .end: "the end of the file"
        }
    }
}
