// SPDX-License-Identifier: MIT

/// What a command in a container left behind.
public struct ExecResult: Sendable, Equatable {
    /// What it printed.
    public var stdout: [UInt8]
    /// What it said beside that.
    public var stderr: [UInt8]
    /// Its exit code; 128 + N when signal N ended it.
    public var exitCode: Int

    /// Builds a result.
    public init(stdout: [UInt8] = [], stderr: [UInt8] = [], exitCode: Int = 0) {
        self.stdout = stdout
        self.stderr = stderr
        self.exitCode = exitCode
    }
}
