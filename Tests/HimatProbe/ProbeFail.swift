// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// Fails with the error code it is told.
struct ProbeFail: HimatCommand {
    static let configuration = CommandConfiguration(commandName: "fail")

    @Argument var code: String
    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        if code == "foreign" { throw Foreign() }
        throw HimatError(HimatError.Code(rawValue: code), "the probe failed", nextStep: "nothing")
    }

    private struct Foreign: Error {}
}
