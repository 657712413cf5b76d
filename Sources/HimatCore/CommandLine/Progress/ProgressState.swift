// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatEngine

/// Which resources are being worked on, since when and why they wait; what of it becomes a line.
struct ProgressState {
    private struct Work {
        var verb: String
        var since: Date
        var reason: String?
        var lastLine: Date
    }

    /// The most lines the live block takes.
    private static let blockLimit = 16
    /// How often an unchanged wait is said again where nothing is redrawn.
    private static let reminder: TimeInterval = 30

    /// The lines of the live block that are on the screen.
    var drawn: [String] = []
    private var running: [Address: Work] = [:]
    private var order: [Address] = []

    /// Takes an event and gives the lines that scroll.
    mutating func take(_ event: ProgressEvent, at now: Date, isLive: Bool, _ palette: Palette) -> [String] {
        let name = event.address?.text ?? ""
        let lead = name.isEmpty ? "" : "\(name): "
        switch event.kind {
        case .started(let verb):
            guard let address = event.address else { return isLive ? [] : [verb + "…"] }
            if running[address] == nil { order.append(address) }
            running[address] = Work(verb: verb, since: now, lastLine: now)
            return isLive ? [] : ["\(lead)\(verb)…"]
        case .waiting(let reason):
            guard let address = event.address, var work = running[address] else { return isLive ? [] : [lead + reason] }
            let isNew = work.reason != reason || now.timeIntervalSince(work.lastLine) >= Self.reminder
            work.reason = reason
            if isNew { work.lastLine = now }
            running[address] = work
            let elapsed = Elapsed.text(from: work.since, to: now)
            return isLive || !isNew ? [] : ["\(lead)still \(work.verb) (\(elapsed)): \(reason)"]
        case .finished(let past, let duration):
            drop(event.address)
            return [palette.good("\(lead)\(past)") + " in \(Elapsed.text(duration))"]
        case .failed(let reason):
            drop(event.address)
            let text = reason.hasPrefix(lead) ? String(reason.dropFirst(lead.count)) : reason
            return ["\(lead)\(palette.bad("failed")): \(text)"]
        case .note(let text):
            return [text.hasPrefix(lead) ? text : lead + text]
        case .warning(let text):
            return [palette.caution("warning:") + " " + (text.hasPrefix(lead) ? text : lead + text)]
        }
    }

    /// The live block: a line for each running resource.
    func block(width: Int, at now: Date) -> [String] {
        var lines = order.prefix(Self.blockLimit).compactMap { address -> String? in
            guard let work = running[address] else { return nil }
            let elapsed = Int(max(0, now.timeIntervalSince(work.since)))
            let reason = work.reason.map { ": " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") } ?? ""
            return String("  \(address): \(work.verb) (\(elapsed) s)\(reason)".prefix(width - 1))
        }
        if order.count > Self.blockLimit { lines.append("  … and \(order.count - Self.blockLimit) more") }
        return lines
    }

    /// Nothing runs any more.
    mutating func forget() {
        running = [:]
        order = []
    }

    private mutating func drop(_ address: Address?) {
        guard let address else { return }
        running[address] = nil
        order.removeAll { $0 == address }
    }
}
