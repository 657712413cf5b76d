// SPDX-License-Identifier: MIT
import HimatCore

/// What a test of an image came to.
struct ProbeReport: Displayable {
    let reference: String
    let checks: [ImageProbe.Check]

    var document: JSONValue {
        [
            "reference": .string(reference), "good": .bool(checks.allSatisfy(\.isGood)),
            "checks": .array(
                checks.map { ["check": .string($0.name), "good": .bool($0.isGood), "words": .string($0.words)] }),
        ]
    }

    func text(_ palette: Palette) -> String {
        var table = Table()
        for check in checks { table.add([check.name, check.isGood ? "good" : "FAILED", check.words]) }
        return table.text()
    }
}
