// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// Never ends and does not listen to cancellation: only a second signal ends it.
struct ProbeStubborn: HimatCommand {
    static let configuration = CommandConfiguration(commandName: "stubborn")

    func run(in runtime: Runtime) async throws {
        runtime.standardOutput.write("ready\n")
        while true {
            do {
                try await runtime.clock.sleep(for: .milliseconds(20))
            } catch {
                runtime.standardOutput.write("cancelled\n")
                await Self.sleepOn()
            }
        }
    }

    /// A wait that no cancellation ends.
    private static func sleepOn() async {
        await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
    }
}
