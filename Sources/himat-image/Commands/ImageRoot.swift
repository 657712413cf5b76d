// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `himat-image`: which container image Jupyter, the scheduler and the workers run.
struct ImageRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "himat-image", abstract: "The container image of notebooks and workers.",
        version: HimatVersion.current,
        subcommands: [
            ImageBuild.self, ImagePushCommand.self, ImageUse.self, ImageLogin.self, ImageLogout.self,
        ])
}
