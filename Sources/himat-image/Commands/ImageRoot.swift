// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `himat-image`: the container image of notebook, scheduler and workers.
struct ImageRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "himat-image", abstract: "The container image of notebooks and workers.",
        version: HimatVersion.current,
        subcommands: [
            ImageBuild.self, ImageTest.self, ImageLockCommand.self, ImageList.self, ImageShow.self, ImageDiff.self,
            ImagePrune.self,
            ImagePushCommand.self, ImageUse.self, ImageLogin.self, ImageLogout.self,
        ])
}
