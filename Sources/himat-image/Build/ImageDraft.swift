// SPDX-License-Identifier: MIT
import HimatCore

/// An image that may be built: the files as they would be after the changes, and the recipe that follows. Nothing is written
/// and no engine is asked.
struct ImageDraft {
    let sources: ImageSources
    let changes: PackageChanges
    /// What the changes would do to the files, a line each.
    let changed: [String]
    let recipe: ImageRecipe
    /// What the user should know before anything begins.
    private(set) var notes: [String] = []

    /// - Throws: `HimatError` (usage).
    init(_ options: RecipeOptions, _ nodes: NodePlatform, _ runtime: Runtime) throws {
        changes = try PackageChanges(add: options.add, pip: options.pip, apt: options.apt, remove: options.remove)
        var sources = try ImageSources(file: options.file, in: runtime.environment)
        changed = try sources.apply(changes)
        self.sources = sources
        let variant = options.variant
        let dockerfile = TemplateFile.dockerfile(variant)
        if sources.environment.channels.contains("defaults") {
            notes.append("the channel defaults is left out: it may not be used freely, and conda-forge has all of it")
        }
        if sources.replaced[dockerfile.name] != nil, sources.text(dockerfile) != sources.replaced[dockerfile.name] {
            notes.append(
                "\(sources.folder)/\(dockerfile.name) is not used, for it does not run /opt/himat/write_lock.py;"
                    + " start one of your own from --print-dockerfile")
        }
        let lock = try sources.lock(variant)
        if lock.isOfAnotherEnvironment {
            notes.append("\(sources.folder)/\(ImageSources.lockName) is of another environment and is not used")
        }
        var names = [TemplateFile.jupyter, .writeLock]
        if variant == .pip { names.append(.checkPython) }
        recipe = ImageRecipe(
            variant: variant, from: options.from ?? variant.base, platform: options.platform ?? nodes.first,
            packages: sources.packages, dockerfile: sources.text(dockerfile),
            settings: Dictionary(names.map { ($0.name, sources.text($0)) }) { first, _ in first },
            files: sources.hasOwnDockerfile(variant) ? try sources.contextFiles(runtime.environment) : [],
            lock: lock.lock)
        if variant == .pip { _ = try PipRequirements(recipe.packages) }
    }

    /// What the build passes on of this machine's settings: where packages come from, and the way there. They are arguments of the
    /// build and no variables of the image.
    /// - Throws: `HimatError` (usage) for an address with a password: an argument can be read out of an image's history.
    static func arguments(_ environment: ProcessEnvironment) throws -> [String: String] {
        var arguments: [String: String] = [:]
        for name in ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST"] {
            guard let value = environment[name] else { continue }
            guard !value.contains("@") else {
                throw HimatError(
                    .usage, "\(name) holds a password, which anybody could read out of the image's history",
                    nextStep:
                        "use an index that needs none, or a proxy that adds it (HTTPS_PROXY is kept out of the history)"
                )
            }
            arguments[name] = value
        }
        // Engines know these by name and keep them out of the history.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"] {
            for spelling in [name, name.lowercased()] { arguments[spelling] = environment[spelling] }
        }
        return arguments
    }
}
