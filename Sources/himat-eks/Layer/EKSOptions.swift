// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// The flags that only stage one has.
struct EKSOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "What destroy does with the notebooks' volume, over volume_retention: keep, snapshot or delete.",
            valueName: "retention"))
    var volume: VolumeRetention?
}

extension VolumeRetention: @retroactive ExpressibleByArgument {}
