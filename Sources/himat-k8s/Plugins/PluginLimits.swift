// SPDX-License-Identifier: MIT

/// What a plug-in may use before it counts as broken.
struct PluginLimits: Sendable, Equatable {
    /// How long it may run.
    var time = Duration.seconds(30)
    /// How much it may write to standard output: 4 MiB.
    var output = 4 << 20
    /// How much it may write to standard error: 64 KiB.
    var words = 64 << 10
    /// How many objects it may return.
    var objects = 500
}
