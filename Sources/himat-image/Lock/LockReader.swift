// SPDX-License-Identifier: MIT
import HimatCore

/// Reads what is installed out of an image, without starting it.
struct LockReader {
    let engine: EngineClient

    /// Nil when the image has no lock, as one that HiMAT did not build.
    /// - Throws: `HimatError`, (malformed) for a file that is none of ours.
    func lock(of image: String) async throws -> ImageLock? {
        guard let bytes = try await engine.file(ImageLock.path, ofImage: image) else { return nil }
        return try ImageLock(try JSONValue.parse(bytes))
    }
}
