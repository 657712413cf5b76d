// SPDX-License-Identifier: MIT
import HimatCore

/// An environment in the words of pip: conda's names and versions translated, what PyPI lacks named.
struct PipRequirements {
    /// A requirement a line.
    private(set) var lines: [String] = []
    /// Which Python is asked for, as a specifier; empty = any.
    private(set) var python = ""

    /// - Throws: `HimatError` (usage) that lists all that cannot be had.
    init(_ packages: PackageSet) throws {
        var problems: [String] = []
        for text in packages.conda {
            do {
                try take(try CondaSpec(text))
            } catch {
                problems.append("\(text): \(error)")
            }
        }
        lines += packages.pip
        guard problems.isEmpty else {
            throw HimatError(
                .usage, "PyPI cannot give all that environment.yml asks for", details: problems,
                nextStep: "take them out (himat-image build --remove NAME), or build with --variant conda")
        }
    }

    private mutating func take(_ spec: CondaSpec) throws {
        if let channel = spec.channel, channel != "conda-forge" {
            throw SpecError("\(channel) is a channel of conda's")
        }
        if spec.build != nil { throw SpecError("a build is a thing of conda's") }
        let versions = try spec.versions?.python() ?? ""
        switch PyPINames.answer(for: spec.name) {
        case .named(let name): lines.append(name + versions)
        case .missing(let hint): throw SpecError(hint)
        case .base: if spec.name == "python" { python = versions }
        }
    }
}
