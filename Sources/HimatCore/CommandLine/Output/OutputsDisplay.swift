// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Outputs by name: `name = value` for people, an object for programs; what is sensitive is not shown.
struct OutputsDisplay: Displayable {
    let outputs: [Output]

    var document: JSONValue {
        .object(Dictionary(outputs.map { ($0.name, shown($0)) }) { first, _ in first })
    }

    func text(_ palette: Palette) -> String {
        outputs.map { "\($0.name) = \(words(of: $0))\n" }.joined()
    }

    private func words(of output: Output) -> String {
        if output.isSensitive { return "(sensitive)" }
        return output.value.isNull ? "(not known yet)" : output.bare
    }

    private func shown(_ output: Output) -> JSONValue { output.isSensitive ? "(sensitive)" : output.value }
}

/// One output, asked for by name.
struct SingleOutputDisplay: Displayable {
    let output: Output

    var document: JSONValue { output.value }
    func text(_ palette: Palette) -> String { output.bare + "\n" }
}
