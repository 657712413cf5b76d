// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Synchronization

/// A terminal of a test's own: what a program writes to it is kept, what the test types is read by the program.
final class PseudoTerminal: Sendable {
    private let master: FileHandle
    /// The program's end.
    let programEnd: FileHandle
    private let kept = Mutex(Data())

    init() throws {
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
    var text: String { kept.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Types a line.
    func type(_ line: String) throws { try master.write(contentsOf: Data((line + "\n").utf8)) }

    func close() { master.readabilityHandler = nil }
}
