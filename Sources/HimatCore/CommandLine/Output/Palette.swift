// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Colour where a person reads a terminal, nothing elsewhere ([no-color.org](https://no-color.org)).
public struct Palette: Sendable {
    private let isOn: Bool

    /// Colour or none.
    public init(isOn: Bool) { self.isOn = isOn }

    /// Colour on stderr when it is a terminal and neither NO_COLOR nor `--no-color` nor a dumb terminal speaks against it.
    public init(_ runtime: Runtime, noColor: Bool, forOutput: Bool = false) {
        let isTerminal = forOutput ? runtime.terminal.isOutputInteractive : runtime.terminal.isErrorInteractive
        isOn = isTerminal && !noColor && runtime.environment["NO_COLOR"] == nil && runtime.environment["TERM"] != "dumb"
    }

    /// Green.
    public func good(_ text: String) -> String { paint(text, "32") }
    /// Yellow.
    public func caution(_ text: String) -> String { paint(text, "33") }
    /// Red.
    public func bad(_ text: String) -> String { paint(text, "31") }
    /// Bold.
    public func strong(_ text: String) -> String { paint(text, "1") }
    /// Dim.
    public func faint(_ text: String) -> String { paint(text, "2") }

    private func paint(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
