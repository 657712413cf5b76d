// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Outputs by name: `name = value` for people, an object for programs; what is sensitive is not shown.
struct OutputsDisplay: Displayable {
    let outputs: [Output]

    var document: JSONValue {
        .object(Dictionary(outputs.map { ($0.name, shown($0)) }) { first, _ in first })
    }

    func text(_ palette: Palette) -> String {
        outputs.map { "\($0.name) = \($0.isSensitive ? "(sensitive)" : $0.bare)\n" }.joined()
    }

    private func shown(_ output: Output) -> JSONValue { output.isSensitive ? "(sensitive)" : output.value }
}

/// One output, asked for by name.
struct SingleOutputDisplay: Displayable {
    let output: Output

    var document: JSONValue { output.value }
    func text(_ palette: Palette) -> String { output.bare + "\n" }
}
