// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `push [REFERENCE]`: sends an image to its registry and says the digest it has there.
struct ImagePushCommand: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send an image to its registry.",
        discussion: """
            The digest is printed: what the registry itself calls the image. A registry of ECR gets the repository on the first
            push, and its password from AWS; for all others the credentials of himat-image login, docker login or podman login
            are used.
            """)

    @Argument(help: "The image, e.g. ghcr.io/team/himat:1; by default worker_image.")
    var reference: String?

    @Flag(help: "Push to the ECR registry of the AWS account, under the image's own path.")
    var ecr = false

    @Flag(help: "Then set worker_image to the digest.")
    var use = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The configuration file; by default himat.yaml, else terraform.tfvars.", valueName: "path"))
    var config: String?

    @OptionGroup var registry: RegistryOptions
    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let setting = use ? try WorkerImageSetting(config: config, runtime) : nil
        let settings = try ConfigLoader(environment: runtime.environment).load(path: config).config
        let access = RegistryAccess(registry, runtime, verbose: output)
        let (engine, console) = (try await access.engine(), Console(runtime, output))
        let push = ImagePush(access: access, engine: engine, console: console)
        var source = try ImageReference.parse(try name(settings), for: "push")
        if ecr { source = try await push.nameForECR(source, region: settings.clusterRegion) }
        let pushed = try await push.push(source, for: NodePlatform(settings), isRefused: use)
        if let image = try await engine.image(pushed.reference.description) {
            ImageMemory(runtime, console).remember(pushed, image)
        }
        runtime.show(pushed, output)
        if let setting {
            try setting.write(pushed.pinned.description)
            runtime.standardError.write(setting.words(pushed.pinned.description))
        }
    }

    private func name(_ settings: ClusterConfig) throws -> String {
        if let reference { return reference }
        let image = settings.workerImage
        guard ImageReference(image)?.digest == nil else {
            throw HimatError(
                .usage, "worker_image is \(image), which is in its registry already",
                nextStep: "himat-image push NAME:TAG")
        }
        return image
    }
}
