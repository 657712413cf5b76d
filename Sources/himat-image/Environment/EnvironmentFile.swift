// SPDX-License-Identifier: MIT
import HimatCore

/// An environment.yml: read strictly, edited in place with comments and order kept.
struct EnvironmentFile {
    /// A dependency with its place in `dependencies`.
    struct Conda {
        let spec: CondaSpec
        let index: Int
    }

    /// A dependency of the `pip:` section with its place there.
    struct Pip {
        let requirement: PythonRequirement
        let index: Int
    }

    private(set) var editor: YAMLEditor
    private(set) var channels: [String]
    private(set) var conda: [Conda]
    private(set) var pip: [Pip]
    /// Where in `dependencies` the `pip:` section stands.
    private(set) var pipSection: Int?

    /// - Throws: `HimatError` (usage) with the place of what is not understood or not taken.
    init(_ source: SourceText) throws {
        editor = try YAMLEditor(source)
        let reading = try EnvironmentReading(source)
        channels = reading.channels
        conda = reading.conda
        pip = reading.pip
        pipSection = reading.pipSection
    }

    /// The file as edited so far.
    var source: SourceText { editor.source }

    /// Takes a package in, or its new versions; false when the file says the same already.
    mutating func add(_ spec: CondaSpec) throws -> Bool {
        if let channel = spec.channel, !channels.contains(channel) {
            throw SpecError("\(source.name) has no channel \(channel); it has \(channels.joined(separator: ", "))")
        }
        if let old = conda.first(where: { $0.spec.name == spec.name }) {
            if old.spec == spec { return false }
            try editor.replaceItem(at: old.index, by: .string(spec.text), in: [.key("dependencies")])
        } else if conda.isEmpty, pipSection == nil {
            try editor.set("dependencies", to: .array([.string(spec.text)]))
        } else {
            let index = pipSection ?? (conda.last.map { $0.index + 1 } ?? 0)
            try editor.insert(.string(spec.text), at: index, in: [.key("dependencies")])
        }
        self = try EnvironmentFile(source)
        return true
    }

    /// The same for the `pip:` section, which is made if there is none.
    mutating func add(_ requirement: PythonRequirement) throws -> Bool {
        if let section = pipSection {
            let path: [YAMLEditor.Step] = [.key("dependencies"), .index(section), .key("pip")]
            if let old = pip.first(where: { $0.requirement.key == requirement.key }) {
                if old.requirement == requirement { return false }
                try editor.replaceItem(at: old.index, by: .string(requirement.text), in: path)
            } else {
                try editor.insert(.string(requirement.text), at: pip.count, in: path)
            }
        } else {
            if !conda.contains(where: { $0.spec.name == "pip" }) { _ = try add(try CondaSpec("pip")) }
            let section: JSONValue = ["pip": .array([.string(requirement.text)])]
            try editor.insert(section, at: conda.count, in: [.key("dependencies")])
        }
        self = try EnvironmentFile(source)
        return true
    }

    /// Takes a package out of either section; false when it is in neither.
    mutating func remove(_ name: String) throws -> Bool {
        if let old = conda.first(where: { $0.spec.name == name.lowercased() }) {
            guard conda.count > 1 else { throw SpecError("it is the only package of \(source.name)") }
            try editor.removeItem(at: old.index, in: [.key("dependencies")])
        } else if let old = pip.first(where: { $0.requirement.key == PythonRequirement.key(name) }),
            let section = pipSection
        {
            if pip.count == 1 {
                try editor.removeItem(at: section, in: [.key("dependencies")])
            } else {
                try editor.removeItem(at: old.index, in: [.key("dependencies"), .index(section), .key("pip")])
            }
        } else {
            return false
        }
        self = try EnvironmentFile(source)
        return true
    }

    /// Every name in the file, for "did you mean".
    var names: [String] { conda.map(\.spec.name) + pip.map(\.requirement.name) }
}
