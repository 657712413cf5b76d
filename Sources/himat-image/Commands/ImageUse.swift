// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `use REFERENCE`: writes `worker_image` into the configuration, comments kept.
struct ImageUse: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Set worker_image to an image that is in a registry.",
        discussion: "A reference by digest (name@sha256:…) never changes under you; a tag may.")

    @Argument(help: "The image, e.g. quay.io/pangeo/pangeo-notebook:2026.01.30.")
    var reference: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The configuration file; by default himat.yaml, else terraform.tfvars.", valueName: "path"))
    var config: String?

    func run(in runtime: Runtime) async throws {
        guard let image = ImageReference(reference) else {
            throw HimatError(
                .usage, "\"\(reference)\" is no image reference",
                nextStep: "himat-image use registry/name:tag, or registry/name@sha256:<64 hex digits>")
        }
        let loaded = try ConfigLoader(environment: runtime.environment).load(path: config)
        let origin = loaded.origin("worker_image")
        if origin.source == .flag || origin.source == .environment {
            throw HimatError(
                .usage, "worker_image is set by \(origin), which would win over the file",
                nextStep: "take it away, then himat-image use \(reference)")
        }
        guard !loaded.files.isEmpty else {
            throw HimatError(
                .usage, "There is no configuration file to write the image into", nextStep: "himat-eks init")
        }
        try ConfigEditor(environment: runtime.environment)
            .set("worker_image", to: .string(reference), in: loaded.editableFile)
        let warning = image.digest == nil ? " (a tag: it may change under you; a digest never does)" : ""
        runtime.standardError.write(
            "\(loaded.editableFile): worker_image is \(reference) now\(warning)\nnext: himat-k8s apply\n")
    }
}
