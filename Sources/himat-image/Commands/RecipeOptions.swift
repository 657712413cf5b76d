// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// What an image is made from, as typed.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A conda package to add or to set to another version, e.g. 'zarr>=3'.", valueName: "spec"))
    var add: [String] = []

    @Option(help: ArgumentHelp("A package that only PyPI has, e.g. 'pyastronomy>=0.20'.", valueName: "spec"))
    var pip: [String] = []

    @Option(
        help: ArgumentHelp("A Debian package to add; kept in apt.txt beside environment.yml.", valueName: "package"))
    var apt: [String] = []

    @Option(help: ArgumentHelp("A package to take out, whichever of the three it is.", valueName: "name"))
    var remove: [String] = []

    @Option(
        help: ArgumentHelp(
            "The environment.yml; by default docker/environment.yml, else environment.yml, else HiMAT's own.",
            valueName: "path"))
    var file: String?

    @Option(help: ArgumentHelp("The image to start from, instead of the variant's own.", valueName: "image"))
    var from: String?

    @Option(help: "conda: packages of conda-forge; pip: the same environment.yml from PyPI.")
    var variant: ImageVariant = .conda

    @Option(
        help: ArgumentHelp(
            "What runs the image, whatever this machine is; by default the nodes of the configuration, else linux/amd64.",
            valueName: "os/architecture"))
    var platform: String?

    func validate() throws {
        if let platform, !["linux/amd64", "linux/arm64"].contains(platform) {
            throw ValidationError("--platform is linux/amd64 or linux/arm64, not \(platform)")
        }
        if let from, ImageReference(from) == nil { throw ValidationError("--from \"\(from)\" is no image reference") }
    }
}
