// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatInventory
internal import HimatSupport
public import Logging

extension Runtime {
    /// The runtime of a real process.
    static func live() -> Runtime {
        let environment = ProcessEnvironment.current()
        let clock = SystemClock()
        let standardError = FileDescriptorOutput(descriptor: standardErrorDescriptor)
        return Runtime(
            environment: environment, clock: clock,
            randomBytes: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            },
            terminal: .current(columns: environment["COLUMNS"]),
            standardOutput: FileDescriptorOutput(descriptor: standardOutputDescriptor), standardError: standardError,
            readLine: { await UserInput.readLine() },
            readSecret: { try await UserInput.readSecret($0, at: standardError) },
            openInventory: { try Inventory.open(at: Inventory.path(in: environment)) },
            logger: Logger(label: "himat") { _ in StandardErrorLog(standardError) }, version: HimatVersion.current)
    }

    /// The logger at the level the flags ask for.
    public func logger(for options: OutputOptions) -> Logger {
        var copy = logger
        copy.logLevel = options.verbose ? .debug : options.quiet ? .error : .warning
        return copy
    }

    /// A line that the user should see even with `--quiet`.
    public func warn(_ message: String) { standardError.write("warning: \(message)\n") }

    /// A new run's name: the time and six random digits, e.g. `20261122T174500Z-3f9a1c`.
    public func makeRunID() -> String {
        let stamp = clock.now().formatted(.iso8601).filter { !"-:".contains($0) }
        let random = randomBytes(3).map { byte in
            let text = String(byte, radix: 16)
            return text.count < 2 ? "0" + text : text
        }
        return stamp + "-" + random.joined()
    }
}
