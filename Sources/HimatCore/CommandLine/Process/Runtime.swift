// SPDX-License-Identifier: MIT
public import HimatInventory
public import HimatSupport
public import Logging

/// Everything a command takes from the process it runs in; tests give their own, and what they do not give fails loudly.
public struct Runtime: Sendable {
    /// Variables, home and current folder.
    public var environment: ProcessEnvironment
    /// Where time comes from.
    public var clock: any WallClock
    /// Unpredictable bytes, as many as asked for.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    /// What stdin, stdout and stderr are connected to.
    public var terminal: Terminal
    /// Where data goes.
    public var standardOutput: any TextOutput
    /// Where words go.
    public var standardError: any TextOutput
    /// One line of the user's answer, nil at the end of the input.
    public var readLine: @Sendable () async -> String?
    /// One line that the terminal does not show, after a prompt; nil at the end of the input.
    public var readSecret: @Sendable (_ prompt: String) async throws -> String?
    /// Opens the inventory, which is made if it is missing.
    public var openInventory: @Sendable () throws -> Inventory
    /// Where diagnostics go.
    public var logger: Logger
    /// HiMAT's own version.
    public var version: String

    /// Builds a runtime from its parts.
    public init(
        environment: ProcessEnvironment, clock: any WallClock, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        terminal: Terminal, standardOutput: any TextOutput, standardError: any TextOutput,
        readLine: @escaping @Sendable () async -> String?,
        readSecret: @escaping @Sendable (_ prompt: String) async throws -> String?,
        openInventory: @escaping @Sendable () throws -> Inventory, logger: Logger = .silent, version: String
    ) {
        self.environment = environment
        self.clock = clock
        self.randomBytes = randomBytes
        self.terminal = terminal
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.readLine = readLine
        self.readSecret = readSecret
        self.openInventory = openInventory
        self.logger = logger
        self.version = version
    }
}

/// What the three standard streams are connected to.
public struct Terminal: Sendable, Equatable {
    /// Whether a person can answer.
    public var isInputInteractive: Bool
    /// Whether stdout is a terminal.
    public var isOutputInteractive: Bool
    /// Whether stderr is a terminal.
    public var isErrorInteractive: Bool
    /// Columns of the terminal; 80 where there is none.
    public var width: Int
    /// Lines of the terminal; 24 where there is none.
    public var height: Int

    /// Builds a description.
    public init(
        isInputInteractive: Bool = false, isOutputInteractive: Bool = false, isErrorInteractive: Bool = false,
        width: Int = 80, height: Int = 24
    ) {
        self.isInputInteractive = isInputInteractive
        self.isOutputInteractive = isOutputInteractive
        self.isErrorInteractive = isErrorInteractive
        self.width = width
        self.height = height
    }
}

/// Something that takes text: a file descriptor, a test's buffer.
public protocol TextOutput: Sendable {
    /// Writes all of it, or drops it when nobody reads any more.
    func write(_ text: String)
    /// Whether nobody reads any more, as after `| head`.
    var isClosed: Bool { get }
}

extension TextOutput {
    /// Never.
    public var isClosed: Bool { false }
}

extension Logger {
    /// Diagnostics that nobody reads.
    public static var silent: Logger { Logger(label: "himat") { _ in SwiftLogNoOpLogHandler() } }
}
