// SPDX-License-Identifier: MIT
import HimatCore

/// The files an image is made from: environment.yml, apt.txt beside it, and what of HiMAT's own files the folder replaces.
struct ImageSources {
    static let places = ["docker/environment.yml", "environment.yml"]

    /// As the user knows it: `docker`.
    let folder: String
    /// Whether there is no environment.yml yet; it starts as HiMAT's own then.
    let isNew: Bool
    /// The folder's own texts for files of `TemplateFile.all`, by name.
    let replaced: [String: String]
    /// The lock beside it, if there is one.
    let lockText: SourceText?
    private let environmentFile: SourceFile
    private let aptFile: SourceFile
    private(set) var environment: EnvironmentFile
    private(set) var apt: AptFile

    /// - Parameter file: an environment.yml; by default that of `docker/` or of the current folder.
    /// - Throws: `HimatError` (usage).
    init(file: String?, in process: ProcessEnvironment) throws {
        let found = try file ?? Self.places.first { try SourceFile($0, process).read() != nil }
        let name = found ?? Self.places[0]
        let start = name.lastIndex(of: "/")
        folder = start.map { String(name[..<$0]) } ?? "."
        let prefix = start.map { String(name[...$0]) } ?? ""
        environmentFile = SourceFile(name, process)
        aptFile = SourceFile(prefix + "apt.txt", process)
        let text = try environmentFile.read()
        if text == nil, file != nil { throw HimatError(.usage, "There is no \(name)") }
        isNew = text == nil
        environment = try EnvironmentFile(text ?? SourceText(name: name, text: TemplateFile.environment.text))
        lockText = try SourceFile(prefix + Self.lockName, process).read()
        apt = try AptFile(try aptFile.read() ?? SourceText(name: prefix + "apt.txt", text: ""))
        var replaced: [String: String] = [:]
        for template in TemplateFile.all where template.name != TemplateFile.environment.name {
            guard let own = try SourceFile(prefix + template.name, process).read() else { continue }
            replaced[template.name] = String(decoding: own.bytes, as: UTF8.self)
        }
        self.replaced = replaced
    }

    /// The text of one of HiMAT's files, or the folder's own in its place. A Dockerfile that has nothing to do with HiMAT is
    /// left alone.
    func text(_ template: TemplateFile) -> String {
        guard let own = replaced[template.name] else { return template.text }
        let isOurs = !template.name.hasPrefix("Dockerfile") || own.contains("/opt/himat/write_lock.py")
        return isOurs ? own : template.text
    }

    /// Whether the folder has a Dockerfile of its own: then the whole folder is its context.
    func hasOwnDockerfile(_ variant: ImageVariant) -> Bool {
        let template = TemplateFile.dockerfile(variant)
        return text(template) != template.text
    }

    var packages: PackageSet { PackageSet(environment, apt) }

    /// Carries changes out on the texts and says what changed; nothing is written.
    mutating func apply(_ changes: PackageChanges) throws -> [String] {
        try changes.apply(to: &environment, &apt)
    }

    /// Writes what was changed. A file that somebody else changed meanwhile gets the same changes on top of theirs.
    /// - Returns: the names of the files written.
    func write(_ changes: PackageChanges) throws -> [String] {
        if changes.isEmpty { return [] }
        var environment = try EnvironmentFile(
            try environmentFile.read() ?? TemplateFile.environment.source(environmentFile))
        let aptBefore = try aptFile.read()
        var apt = try AptFile(aptBefore ?? SourceText(name: aptFile.name, text: ""))
        let before = (isNew ? nil : environment.source.bytes, apt.source.bytes)
        // What somebody else has removed meanwhile need not be removed again.
        var changes = changes
        changes.removed.removeAll { name in
            !environment.names.contains { PythonRequirement.key($0) == PythonRequirement.key(name) }
                && !apt.packages.contains { $0.name == name }
        }
        _ = try changes.apply(to: &environment, &apt)
        var written: [String] = []
        if environment.source.bytes != before.0 {
            try environmentFile.write(environment.source)
            written.append(environmentFile.name)
        }
        if apt.source.bytes != before.1 {
            try aptFile.write(apt.source)
            written.append(aptFile.name)
        }
        return written
    }
}

extension TemplateFile {
    /// The text under the name of a file that is not there yet.
    fileprivate func source(_ file: SourceFile) -> SourceText { SourceText(name: file.name, text: text) }
}
