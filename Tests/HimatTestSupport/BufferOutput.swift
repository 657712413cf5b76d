// SPDX-License-Identifier: MIT
public import HimatCore
import Synchronization

/// Text that a command wrote, kept for a test to read.
public final class BufferOutput: TextOutput {
    private let state = Mutex("")

    /// An empty buffer.
    public init() {}

    /// Everything written so far.
    public var text: String { state.withLock { $0 } }

    /// Appends.
    public func write(_ text: String) { state.withLock { $0 += text } }
}
