// SPDX-License-Identifier: MIT
internal import HimatSupport

/// A value of a tfvars file with its place.
struct TFVarsValue: Sendable {
    enum Content: Sendable {
        case null
        case boolean(Bool)
        case number(String)
        case string(String)
        case list([TFVarsValue])
        case map([TFVarsEntry])
    }

    var content: Content
    var start: SourceMark
    var end: SourceMark
}

/// A setting of a tfvars file or of a map in it.
struct TFVarsEntry: Sendable {
    var name: String
    var start: SourceMark
    var value: TFVarsValue
}
