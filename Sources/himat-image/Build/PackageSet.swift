// SPDX-License-Identifier: MIT
import HimatCore

/// What an image is asked to have, in the order of the files; the label of an image says it too.
struct PackageSet: Equatable, Sendable {
    var channels: [String] = []
    var conda: [String] = []
    var pip: [String] = []
    var apt: [String] = []

    init() {}

    init(_ environment: EnvironmentFile, _ apt: AptFile) {
        // micromamba has no channel that is always there, and takes "nodefaults" for the name of one.
        channels = environment.channels.filter { $0 != "defaults" && $0 != "nodefaults" }
        if channels.isEmpty { channels = ["conda-forge"] }
        conda = environment.conda.map(\.spec.text)
        pip = environment.pip.map(\.requirement.text)
        self.apt = apt.packages.map(\.name)
    }

    /// Reads a label; nil when it is none of ours.
    init?(label: String) {
        guard let json = try? JSONValue.parse(label), json.object != nil else { return nil }
        func texts(_ key: String) -> [String] { json[key]?.array?.compactMap(\.string) ?? [] }
        (channels, conda, pip, apt) = (texts("channels"), texts("conda"), texts("pip"), texts("apt"))
    }

    /// The label.
    var json: JSONValue {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
        return ["channels": list(channels), "conda": list(conda), "pip": list(pip), "apt": list(apt)]
    }

    /// The same whatever the order of the packages; channels keep theirs, it means something.
    var sorted: PackageSet {
        var copy = self
        (copy.conda, copy.pip, copy.apt) = (conda.sorted(), pip.sorted(), apt.sorted())
        return copy
    }

    var isEmpty: Bool { conda.isEmpty && pip.isEmpty && apt.isEmpty }
    var count: Int { conda.count + pip.count + apt.count }

    /// Whether all of this is in another set, asked for in the same words.
    func isContained(in other: PackageSet) -> Bool {
        channels == other.channels && Set(conda).isSubset(of: other.conda) && Set(pip).isSubset(of: other.pip)
            && Set(apt).isSubset(of: other.apt) && !changesAVersion(other)
    }

    /// What this has beyond another set.
    func minus(_ base: PackageSet) -> PackageSet {
        var rest = self
        rest.conda.removeAll { base.conda.contains($0) }
        rest.pip.removeAll { base.pip.contains($0) }
        rest.apt.removeAll { base.apt.contains($0) }
        return rest
    }

    private func changesAVersion(_ other: PackageSet) -> Bool {
        let added = Set(other.minus(self).names)
        return !added.isDisjoint(with: names)
    }

    /// The packages' names alone.
    var names: [String] {
        conda.compactMap { try? CondaSpec($0).name } + pip.compactMap { try? PythonRequirement($0).key } + apt
    }
}
