// SPDX-License-Identifier: MIT

/// From the number of a Unicode scalar, which libyaml counts, to the offset of its first byte.
struct ScalarOffsets {
    private static let stride = 64
    private let bytes: [UInt8]
    /// The offset of every 64th scalar; empty when all bytes are ASCII.
    private let checkpoints: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.contains(where: { $0 >= 0x80 }) else {
            checkpoints = []
            return
        }
        var checkpoints: [Int] = []
        var count = 0
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if count % Self.stride == 0 { checkpoints.append(offset) }
            count += 1
        }
        self.checkpoints = checkpoints
    }

    func offset(_ index: Int) -> Int {
        if checkpoints.isEmpty { return min(index, bytes.count) }
        let slot = min(index / Self.stride, checkpoints.count - 1)
        var offset = checkpoints[slot]
        var left = index - slot * Self.stride
        while left > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            left -= 1
        }
        return offset
    }
}
