// SPDX-License-Identifier: MIT
import HimatCore

/// Why a package's name or version is not taken; whoever knows where it stands makes an error of it.
struct SpecError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension HimatError {
    /// What was typed behind a flag and cannot be used.
    init(flag: String, value: String, _ reason: any Error, example: String) {
        self.init(
            .usage, "\(flag) \(value.debugDescription): \(reason)", nextStep: "himat-image build \(flag) '\(example)'")
    }
}
