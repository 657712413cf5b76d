// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// A build's events as lines for a person; keeps the last words of the step under way, which are what an error needs.
struct BuildProgress {
    /// How many of the last lines are shown with an error.
    private static let kept = 20
    /// How many lines of a solver's explanation are, from its first on.
    private static let explained = 40
    /// How often a step that is still running is mentioned where nothing is redrawn.
    private static let reminder: TimeInterval = 15

    private let console: Console
    private let clock: any WallClock
    private let isLive: Bool
    private var step: (address: Address, since: Date, isShown: Bool)?
    private var lastMention: Date
    private var lines: [String] = []
    /// What micromamba's solver says: a tree that may be long, whose meaning stands at its top.
    private var explanation: [String] = []
    /// What the step under way said that an error needs: the solver's explanation, or else the last lines.
    var words: [String] { explanation.isEmpty ? lines : explanation }
    private(set) var steps = 0
    private(set) var cached = 0

    init(_ runtime: Runtime, _ console: Console) {
        self.console = console
        clock = runtime.clock
        isLive = runtime.terminal.isErrorInteractive
        lastMention = runtime.clock.now()
    }

    mutating func take(_ event: BuildEvent) {
        switch event {
        case .step(let number, let count, let instruction):
            finish("done")
            begin(Address("step \(number)/\(count)"), instruction)
        case .cached:
            cached += 1
            finish("as before")
        case .output(let line):
            let line = Self.plain(line)
            guard !line.isEmpty, !line.hasPrefix("Removing intermediate container") else { return }
            lines = lines.suffix(Self.kept - 1) + [line]
            let explains = explanation.isEmpty ? line.contains("Could not solve for environment") : true
            if explains, explanation.count < Self.explained { explanation.append(line) }
            mention(String(line.prefix(100)))
        case .transfer(let transfer):
            let sizes = zip([transfer.current], [transfer.total]).compactMap { current, total in
                current.flatMap { current in total.map { " \(ByteCount.text(current)) of \(ByteCount.text($0))" } }
            }
            mention("base layer \(transfer.layer): \(transfer.status)\(sizes.first ?? "")")
        case .layer: break
        case .built: finish("done")
        }
    }

    /// The step under way failed or was given up.
    mutating func fail(_ reason: String) {
        guard let step, step.isShown else { return }
        console.report(ProgressEvent(step.address, .failed(reason)))
        self.step = nil
    }

    private mutating func begin(_ address: Address, _ instruction: String) {
        let now = clock.now()
        steps += 1
        (lines, explanation) = ([], [])
        // What only sets something takes no time and would be noise.
        let isShown = ["RUN", "FROM", "COPY"].contains { instruction.hasPrefix($0) }
        step = (address, now, isShown)
        lastMention = now
        if isShown { console.report(ProgressEvent(address, .started(Self.short(instruction)))) }
    }

    private mutating func finish(_ word: String) {
        guard let step else { return }
        self.step = nil
        let took = Duration.seconds(clock.now().timeIntervalSince(step.since))
        if step.isShown { console.report(ProgressEvent(step.address, .finished(word, took))) }
    }

    private mutating func mention(_ line: String) {
        guard let step, step.isShown else { return }
        let now = clock.now()
        guard now.timeIntervalSince(lastMention) >= (isLive ? 0.1 : Self.reminder) else { return }
        lastMention = now
        console.report(ProgressEvent(step.address, .waiting(line)))
    }

    private static func short(_ instruction: String) -> String {
        let words = instruction.split(separator: " ").joined(separator: " ")
        return words.count > 56 ? String(words.prefix(56)) : words
    }

    /// Without the colours that docker gives to what comes from standard error; their first byte is harmless by now.
    private static func plain(_ line: String) -> String {
        var out = ""
        var rest = line[...]
        while let mark = rest.firstRange(of: "\u{FFFD}[") {
            out += rest[..<mark.lowerBound]
            rest = rest[mark.upperBound...].drop { $0 != "m" }.dropFirst()
        }
        return out + rest
    }
}
