// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `lock [REFERENCE]`: what is really installed, for people who want to have exactly this again.
struct ImageLockCommand: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Print or keep what is really installed in an image.",
        discussion: """
            --write puts lock.json beside environment.yml. A build of the same packages then installs exactly these versions, \
            and conda solves nothing. Once a package is added, removed or wanted in another version, the lock is left aside.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case json, conda, pip }

    @Argument(help: "The image: name, digest, id or environment hash; by default the one built last.")
    var reference: String?

    @Flag(help: "Write lock.json beside environment.yml.")
    var write = false

    @Option(help: ArgumentHelp("With --write: the environment.yml the image was built from.", valueName: "path"))
    var file: String?

    @Option(help: "json: everything; conda: a file for micromamba create -f; pip: constraints for pip install -c.")
    var format: Format = .json

    func run(in runtime: Runtime) async throws {
        let image = try await KnownImage.find(reference, runtime)
        guard write else {
            let text =
                switch format {
                case .json: image.lock.document.rendered(pretty: true) + "\n"
                case .conda: image.lock.explicit
                case .pip: image.lock.constraints
                }
            return runtime.standardOutput.write(text)
        }
        let engine = try await EngineClient.connect(
            runtime.environment, sender: HTTPClient(environment: runtime.environment))
        let labels = try await engine.image(image.imageID ?? image.reference)?.labels ?? [:]
        let sources = try ImageSources(file: file, in: runtime.environment)
        guard let variant = labels[ImageLabel.variant].flatMap(ImageVariant.init(rawValue:)),
            PackageSet(labels: labels)?.sorted == sources.packages.sorted
        else {
            throw HimatError(
                .usage, "\(image.reference) was not built from \(sources.environment.source.name) as it is now",
                nextStep: "himat-image build, then himat-image lock --write")
        }
        let name = try sources.writeLock(image.lock, variant, in: runtime.environment)
        runtime.standardError.write(
            "\(name) holds \(image.lock.count) packages; builds of the same packages install these\n")
    }
}
