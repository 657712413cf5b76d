// SPDX-License-Identifier: MIT

/// Limits of time for one request.
public struct HTTPTimeouts: Sendable, Hashable {
    /// Until the connection stands.
    public var connect: Duration
    /// Until the whole answer is there; nil for streams that may last (watches).
    public var total: Duration?
    /// The longest silence in a stream before it counts as dead; nil = none.
    public var idle: Duration?

    /// Builds limits; the defaults suit an API call.
    public init(connect: Duration = .seconds(10), total: Duration? = .seconds(60), idle: Duration? = nil) {
        self.connect = connect
        self.total = total
        self.idle = idle
    }
}
