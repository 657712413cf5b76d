// SPDX-License-Identifier: MIT
import HimatCore

extension ImageSources {
    /// The lock beside environment.yml, written by `himat-image lock --write`.
    static let lockName = "lock.json"

    /// The folder's lock when it is of exactly these packages: nothing has to be solved then.
    func lock(_ variant: ImageVariant) throws -> (lock: ImageLock?, isOfAnotherEnvironment: Bool) {
        guard let text = lockText else { return (nil, false) }
        let document: JSONValue
        do {
            document = try JSONValue.parse(text.bytes)
        } catch {
            throw HimatError(.usage, "\(text.name) is no lock", cause: error, nextStep: "remove it")
        }
        guard document["environment"]?.string == Self.lockKey(packages, variant) else { return (nil, true) }
        return (try ImageLock(document), false)
    }

    /// Which packages from where a lock is of.
    static func lockKey(_ packages: PackageSet, _ variant: ImageVariant) -> String {
        ImageRecipe.hash(["packages": packages.sorted.json, "variant": .string(variant.rawValue)])
    }

    /// What a Dockerfile of the user's may copy: the whole folder, less what .dockerignore says.
    func contextFiles(_ process: ProcessEnvironment) throws -> [ContextEntry] {
        let name = "\(folder)/\(TemplateFile.dockerignore.name)"
        let ignore = SourceText(name: name, text: replaced[TemplateFile.dockerignore.name] ?? "")
        // What HiMAT makes stands for these, whatever the folder says.
        let made = Set(["environment.yml", "apt.txt", Self.lockName, TemplateFile.dockerignore.name])
        return try ContextFolder(path: process.absolute(folder), ignore: DockerIgnore(ignore)).entries()
            .filter { !made.contains($0.path) && !TemplateFile.all.map(\.name).contains($0.path) }
    }
}

extension ImageSources {
    /// Writes a lock of these packages beside environment.yml.
    /// - Returns: its name.
    func writeLock(_ lock: ImageLock, _ variant: ImageVariant, in process: ProcessEnvironment) throws -> String {
        var document = lock.document
        document["environment"] = .string(Self.lockKey(packages, variant))
        // What the base image brings is the base image's.
        document["apt"] = nil
        let name = folder == "." ? Self.lockName : "\(folder)/\(Self.lockName)"
        try SourceFile(name, process).write(SourceText(name: name, text: document.rendered(pretty: true) + "\n"))
        return name
    }
}

extension PackageSet {
    /// All packages of an image, by its labels.
    init?(labels: [String: String]) {
        guard let base = labels[ImageLabel.base].flatMap({ PackageSet(label: $0) }) else { return nil }
        let added = labels[ImageLabel.added].flatMap { PackageSet(label: $0) } ?? PackageSet()
        self = base
        conda += added.conda
        pip += added.pip
        apt += added.apt
    }
}
