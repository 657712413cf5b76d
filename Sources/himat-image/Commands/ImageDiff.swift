// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `diff A B`: which packages came, went or changed their version.
struct ImageDiff: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how the packages of two images differ.",
        discussion:
            "What is installed is compared, not what was asked for. Images that the inventory knows need no engine.")

    @Argument(help: "The image before: name, digest, id or environment hash.")
    var before: String

    @Argument(help: "The image after; by default the one built last.")
    var after: String?

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let old = try await KnownImage.find(before, runtime)
        let new = try await KnownImage.find(after, runtime)
        runtime.show(LockDiff(old.lock, new.lock), output)
    }
}
