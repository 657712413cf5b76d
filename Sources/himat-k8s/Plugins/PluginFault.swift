// SPDX-License-Identifier: MIT
import HimatCore

/// What a plug-in did wrong, with its own last words made harmless.
struct PluginFault {
    private static let lines = 20
    private static let width = 300

    let error: HimatError

    init(_ plugin: String, _ what: String, saying words: String = "") {
        let lines = words.split(whereSeparator: \.isNewline).suffix(Self.lines)
        error = HimatError(
            .malformed, "The plug-in \(plugin) \(what)",
            details: lines.map { "\(plugin): \(String($0).harmless.cut(to: Self.width))" },
            nextStep: "nothing was changed; mend the plug-in or take it out of `plugins`")
    }
}
