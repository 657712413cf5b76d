// SPDX-License-Identifier: MIT
public import HimatSupport
internal import HimatYAML

/// A command's result: one document for programs, one text for people.
public protocol Displayable {
    /// The document.
    var document: JSONValue { get }
    /// The text, its lines ended by newlines.
    func text(_ palette: Palette) -> String
}

extension Runtime {
    /// Writes a result to stdout in the format asked for.
    public func show(_ result: some Displayable, _ options: OutputOptions) {
        switch options.output {
        case .table: standardOutput.write(result.text(Palette(self, noColor: options.noColor, forOutput: true)))
        case .json: standardOutput.write(result.document.rendered(pretty: true) + "\n")
        case .yaml: standardOutput.write(YAMLEmitter().text(result.document))
        }
    }
}
