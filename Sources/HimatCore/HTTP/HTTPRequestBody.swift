// SPDX-License-Identifier: MIT

/// The content of a request.
public enum HTTPRequestBody: Sendable {
    /// None.
    case empty
    /// Bytes in memory; may be sent again by a retry.
    case bytes([UInt8])
    /// Pieces pulled as the connection takes them; `length` nil = chunked. Never retried.
    case stream(length: Int?, next: @Sendable () async throws -> [UInt8]?)
}
