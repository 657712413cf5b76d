// SPDX-License-Identifier: MIT
import HimatCore

extension ImageRecipe {
    /// What is sent to the engine when the lower layers hold `base` and the last one the rest.
    /// - Throws: `HimatError` (usage) when pip cannot be told what is asked for.
    func context(base: PackageSet) throws -> [ContextEntry] {
        let added = packages.minus(base)
        var texts = settings
        texts["Dockerfile"] = dockerfile
        texts["apt.txt"] = Self.lines(base.apt)
        texts["added/apt.txt"] = Self.lines(added.apt)
        texts["constraints.txt"] = lock?.constraints ?? ""
        switch variant {
        case .conda:
            texts["environment.yml"] = Self.condaFile(base)
            texts["conda.lock"] = lock?.explicit ?? ""
            texts["pip.txt"] = Self.lines(base.pip)
            texts["added/environment.yml"] = added.conda.isEmpty ? "" : Self.condaFile(added)
            texts["added/pip.txt"] = Self.lines(added.pip)
        case .pip:
            let requirements = try PipRequirements(base)
            texts["python.txt"] = requirements.python
            texts["pip.txt"] = Self.lines(requirements.lines)
            texts["added/pip.txt"] = Self.lines(try PipRequirements(added).lines)
        }
        let made = texts.map { ContextEntry(path: $0.key, content: .bytes([UInt8]($0.value.utf8))) }
        let own = files.filter { texts[$0.path] == nil }
        return [ContextEntry(path: "added", content: .folder)] + made + own.filter { $0.path != "added" }
    }

    private static func lines(_ texts: [String]) -> String { texts.map { $0 + "\n" }.joined() }

    private static func condaFile(_ packages: PackageSet) -> String {
        func list(_ texts: [String]) -> String { texts.map { "  - \(YAMLText.scalar($0))\n" }.joined() }
        return "channels:\n" + list(packages.channels) + "dependencies:\n" + list(packages.conda)
    }
}
