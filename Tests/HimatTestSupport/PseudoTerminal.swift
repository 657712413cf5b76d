// SPDX-License-Identifier: MIT
public import Foundation
import HimatSupport
import Synchronization

/// A terminal of a test's own: what a program writes to it is kept, what the test types is read by the program.
public final class PseudoTerminal: Sendable {
    private let master: FileHandle
    /// The program's end.
    public let programEnd: FileHandle
    private let kept = Mutex(Data())

    /// Opens one of 50 lines and 100 columns.
    public init() throws {
        var (own, other) = (Int32(-1), Int32(-1))
        var size = winsize(ws_row: 50, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&own, &other, nil, nil, &size) == 0 else {
            throw HimatError(.internalFault, "This machine gives no terminal")
        }
        master = FileHandle(fileDescriptor: own, closeOnDealloc: true)
        programEnd = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        master.readabilityHandler = { [weak self] handle in
            let piece = handle.availableData
            if piece.isEmpty { handle.readabilityHandler = nil }
            self?.kept.withLock { $0 += piece }
        }
    }

    /// Everything shown so far, control sequences included.
    public var text: String { kept.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Whether it shows what is typed.
    public var echoes: Bool {
        var settings = termios()
        return tcgetattr(programEnd.fileDescriptor, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Types a line.
    public func type(_ line: String) throws { try press(line + "\n") }

    /// Types without the return key.
    public func press(_ keys: String) throws { try master.write(contentsOf: Data(keys.utf8)) }

    /// Looks no more.
    public func close() { master.readabilityHandler = nil }
}
