// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The settings of one source: the flags, the environment or a file.
struct ConfigSource: Sendable {
    var kind: ConfigOrigin.Source
    var entries: [ConfigEntry]
    /// The file's text, to show lines of it.
    var text: SourceText?

    /// A problem or warning about something of this source, with the line when it is a file.
    func note(_ message: String, at origin: ConfigOrigin) -> ConfigNote {
        ConfigNote(message: message, origin: origin, excerpt: origin.mark.flatMap { text?.excerpt(at: $0) } ?? [])
    }
}
