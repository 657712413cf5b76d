// SPDX-License-Identifier: MIT
import HimatCore

/// What `--add`, `--pip`, `--apt` and `--remove` ask for, checked before anything is read or run.
struct PackageChanges {
    var conda: [CondaSpec] = []
    var pip: [PythonRequirement] = []
    var apt: [DebianPackage] = []
    var removed: [String] = []

    var isEmpty: Bool { conda.isEmpty && pip.isEmpty && apt.isEmpty && removed.isEmpty }

    /// - Throws: `HimatError` (usage) with the flag, the value and what is wrong with it.
    init(add: [String], pip: [String], apt: [String], remove: [String]) throws {
        conda = try add.map { text in
            do {
                return try CondaSpec(text)
            } catch {
                throw HimatError(flag: "--add", value: text, error, example: "zarr>=3")
            }
        }
        self.pip = try pip.map { text in
            do {
                return try PythonRequirement(text)
            } catch {
                throw HimatError(flag: "--pip", value: text, error, example: "pyastronomy>=0.20")
            }
        }
        self.apt = try apt.map { text in
            do {
                return try DebianPackage(text)
            } catch {
                throw HimatError(flag: "--apt", value: text, error, example: "git")
            }
        }
        for name in remove {
            guard let spec = try? CondaSpec(name), spec.text == name.lowercased() else {
                throw HimatError(
                    flag: "--remove", value: name, SpecError("a name alone is wanted"), example: "folium")
            }
        }
        removed = remove
    }

    /// Carries them out on the files' texts and says what changed, a line each; nothing is written.
    /// - Throws: `HimatError` (usage).
    func apply(to environment: inout EnvironmentFile, _ aptFile: inout AptFile) throws -> [String] {
        var lines: [String] = []
        for name in removed {
            let isGone = try blaming("--remove", name) { try environment.remove(name) } || aptFile.remove(name)
            guard isGone else {
                let known = environment.names + aptFile.packages.map(\.name)
                let nearest = EditDistance.nearest(to: name, in: known)
                throw HimatError(
                    .usage, "--remove \(name): \(environment.source.name) has no such package",
                    nextStep: nearest.map { "himat-image build --remove \($0)" })
            }
            lines.append("- \(name)")
        }
        for spec in conda where try blaming("--add", spec.text, { try environment.add(spec) }) {
            lines.append("+ \(spec.text)")
        }
        for requirement in pip where try blaming("--pip", requirement.text, { try environment.add(requirement) }) {
            lines.append("+ \(requirement.text) (pip)")
        }
        for package in apt where aptFile.add(package) { lines.append("+ \(package.name) (apt)") }
        return lines
    }

    private func blaming<Value>(_ flag: String, _ value: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SpecError {
            throw HimatError(.usage, "\(flag) \(value): \(error)")
        }
    }
}
