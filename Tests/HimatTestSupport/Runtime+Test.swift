// SPDX-License-Identifier: MIT
public import HimatCore
import Synchronization
import Testing

extension Runtime {
    /// A runtime that knows nothing of the machine; what a test does not give records an issue when it is used.
    public static func test(
        variables: [String: String] = [:], home: String = "/nonexistent", currentDirectory: String = "/nonexistent",
        clock: any WallClock = ManualClock(), terminal: Terminal = Terminal(), output: any TextOutput = BufferOutput(),
        errors: any TextOutput = BufferOutput(), answer: (@Sendable () async -> String?)? = nil,
        secret: (@Sendable (String) async throws -> String?)? = nil,
        inventory: (@Sendable () throws -> Inventory)? = nil
    ) -> Runtime {
        let counter = Counter()
        return Runtime(
            environment: ProcessEnvironment(variables: variables, home: home, currentDirectory: currentDirectory),
            clock: clock, randomBytes: { count in (0..<count).map { _ in counter.next() } }, terminal: terminal,
            standardOutput: output, standardError: errors,
            readLine: answer ?? {
                Issue.record("a question was asked that the test did not expect")
                return nil
            },
            readSecret: secret ?? { _ in
                Issue.record("a password was asked for that the test did not expect")
                return nil
            },
            openInventory: inventory ?? {
                Issue.record("the inventory was opened though the test gave none")
                throw HimatError(.storage, "no inventory in this test")
            }, version: "0.0.0-test")
    }
}

/// Bytes that differ but are the same in every run.
private final class Counter: Sendable {
    private let value = Mutex<UInt8>(0)

    func next() -> UInt8 {
        value.withLock { value in
            value &+= 1
            return value
        }
    }
}
