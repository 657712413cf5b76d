// SPDX-License-Identifier: MIT
import ArgumentParser
import FoundationEssentials
import HimatCore

/// `build`: environment.yml, with what the flags change in it, to an image.
struct ImageBuild: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build the image of environment.yml; --add and its like change the file first.",
        discussion: """
            A package that is added goes into a small last layer; what is there already is not made again. The file is \
            changed only when the image was built. An image of exactly this environment is not built twice.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Option(help: ArgumentHelp("The image's name, e.g. registry.example/team/image:2026-11.", valueName: "reference"))
    var tag: String?

    @Option(
        help: ArgumentHelp(
            "The network of the build's commands, e.g. host; by default the engine's own.", valueName: "mode"))
    var network: String?

    @Flag(help: "Solve the whole environment anew, and fetch everything.")
    var noCache = false

    @Flag(help: "Show the Dockerfile and end.")
    var printDockerfile = false

    @Flag(help: "Show what would be done and end; no container engine is needed.")
    var dryRun = false

    @Flag(help: "Then send the image to its registry.")
    var push = false

    @Flag(help: "Then set worker_image to the digest that was pushed.")
    var use = false

    @OptionGroup var registry: RegistryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if use && !push { throw ValidationError("--use wants --push: nodes fetch the image from a registry") }
    }

    func run(in runtime: Runtime) async throws {
        let config = try? ConfigLoader(environment: runtime.environment).load()
        let nodes = NodePlatform(config?.config ?? ClusterConfig(clusterName: "none"))
        let draft = try ImageDraft(recipe, nodes, runtime)
        if printDockerfile { return runtime.standardOutput.write(draft.recipe.dockerfile) }
        let console = Console(runtime, output)
        for note in draft.notes { console.warn(note) }
        let inventory = ImageMemory(runtime, console)
        let reference = try ImageNaming.reference(
            tag: tag, recipe: draft.recipe, config: config, images: inventory.images())
        let arguments = try ImageDraft.arguments(runtime.environment)
        if dryRun {
            return runtime.show(DraftReport(draft: draft, reference: reference), output)
        }
        try check(reference, draft.recipe.platform, nodes)
        let setting = use ? try WorkerImageSetting(config: nil, runtime) : nil
        let access = RegistryAccess(registry, runtime, verbose: output)
        let engine = try await access.engine()
        let built = try await build(draft, reference, arguments, engine, console, runtime)
        var report = try await settle(draft, reference, built, engine, inventory, console, runtime)
        if push {
            let pushed = try await ImagePush(access: access, engine: engine, console: console)
                .push(reference, for: nodes, isRefused: use)
            inventory.remember(pushed, report.image)
            report.pushed = pushed
            try setting?.write(pushed.pinned.description)
        }
        runtime.show(report, output)
        if let setting, let pushed = report.pushed {
            runtime.standardError.write(setting.words(pushed.pinned.description))
        }
    }

    /// What would fail in the end had better fail before the work.
    private func check(_ reference: ImageReference, _ platform: String, _ nodes: NodePlatform) throws {
        if use { try nodes.check(reference.description, [platform]) }
        if push, ImageNaming.isLocal(reference) {
            throw HimatError(
                .usage, "--push does not know where to: \(reference) is a name for this machine alone",
                nextStep: "himat-image build --push --tag registry.example/team/image:2026-11")
        }
    }

    private func build(
        _ draft: ImageDraft, _ reference: ImageReference, _ arguments: [String: String], _ engine: EngineClient,
        _ console: Console, _ runtime: Runtime
    ) async throws -> ImageBuilder.Result {
        let builder = ImageBuilder(engine: engine, runtime: runtime, console: console)
        if !noCache, let existing = try await builder.existing(draft.recipe, as: reference) { return existing }
        for line in draft.changed { console.say(line) }
        console.say("building \(reference) with \(engine.product)")
        return try await builder.build(
            draft.recipe, as: reference, arguments: arguments, network: network, isFresh: noCache)
    }

    /// What follows once the image is there: the files, the lock, the memory.
    private func settle(
        _ draft: ImageDraft, _ reference: ImageReference, _ built: ImageBuilder.Result, _ engine: EngineClient,
        _ inventory: ImageMemory, _ console: Console, _ runtime: Runtime
    ) async throws -> BuildReport {
        for file in try draft.sources.write(draft.changes) { console.say("\(file) is changed") }
        guard let image = try await engine.image(built.id) else {
            throw HimatError(.notFound, "\(reference) was built and is gone already", nextStep: "build it again")
        }
        if image.platform != draft.recipe.platform {
            console.warn(
                "the image is of \(image.platform), not of \(draft.recipe.platform): its base is; "
                    + "nodes of \(draft.recipe.platform) cannot run it")
        }
        let lock = try await LockReader(engine: engine).lock(of: built.id)
        if lock == nil { console.warn("the image has no \(ImageLock.path): what is in it is not known") }
        inventory.remember(reference, image, lock, isOwnName: tag == nil)
        return BuildReport(
            reference: reference, image: image, isNew: built.isNew, changed: draft.changed, lock: lock,
            cached: built.cached, steps: built.steps)
    }
}
