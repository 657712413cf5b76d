// SPDX-License-Identifier: MIT
internal import Logging

/// Diagnostics as plain lines on stderr: `debug: message key=value`.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning
    let output: any TextOutput

    init(_ output: any TextOutput) { self.output = output }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        output.write("\(event.level): \(event.message)\(pairs)\n")
    }
}
