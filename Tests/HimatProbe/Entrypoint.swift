// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// A program for tests alone: what can only be shown with a process of its own (signals, two writers, kill -9).
@main
enum Entrypoint {
    static func main() async { await CommandRunner.main(ProbeRoot.self) }
}

struct ProbeRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "himat-probe",
        subcommands: [ProbeWrite.self, ProbeFail.self, ProbeStubborn.self, ApplyCommand<ProbeLayer>.self])
}
