// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `use REFERENCE`: writes `worker_image` into the configuration, by digest, comments kept.
struct ImageUse: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Set worker_image to an image that is in a registry.",
        discussion: """
            The registry is asked for the digest behind the reference and whether the image runs on the nodes. The digest is
            what is written: it never changes under you, a tag may.
            """)

    @Argument(help: "The image, e.g. quay.io/pangeo/pangeo-notebook:2026.01.30.")
    var reference: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The configuration file; by default himat.yaml, else terraform.tfvars.", valueName: "path"))
    var config: String?

    @Flag(help: "Ask no registry: write the reference as it stands.")
    var offline = false

    @OptionGroup var registry: RegistryOptions

    func run(in runtime: Runtime) async throws {
        let image = try ImageReference.parse(reference, for: "use")
        let setting = try WorkerImageSetting(config: config, runtime)
        guard !offline else {
            try setting.write(reference)
            let warning = image.digest == nil ? " (a tag: it may change under you; a digest never does)" : ""
            return runtime.standardError.write(setting.words(reference, warning))
        }
        let access = RegistryAccess(registry, runtime)
        let credentials = try await access.credentials(for: image)
        let found = try await access.client(image.registry, credentials).image(
            image, platform: setting.platform.first)
        try setting.platform.check(reference, found.platforms)
        guard let pinned = image.pinned(to: found.digest) else {
            throw HimatError(.malformed, "\(image.registry) named a digest that is none")
        }
        try setting.write(pinned.description)
        runtime.standardError.write(setting.words(pinned.description))
    }
}
