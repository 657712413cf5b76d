// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// The flags that only stage one has.
struct EKSOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "What destroy does with the notebooks' volume, over volume_retention: keep, snapshot or delete.",
            valueName: "retention"),
        transform: EKSOptions.retention)
    var volume: VolumeRetention?

    private static func retention(_ text: String) throws -> VolumeRetention {
        guard let value = VolumeRetention(rawValue: text) else {
            let known = VolumeRetention.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--volume takes one of \(known), not \(text)")
        }
        return value
    }
}
