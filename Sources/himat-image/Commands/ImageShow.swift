// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `show [REFERENCE]`: one image with everything that is installed in it.
struct ImageShow: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one image and what is installed in it.")

    @Argument(help: "The image: name, digest, id or environment hash; by default the one built last.")
    var reference: String?

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        runtime.show(ImageReport(image: try await KnownImage.find(reference, runtime)), output)
    }
}
