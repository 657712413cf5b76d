// SPDX-License-Identifier: MIT
internal import HimatEngine

/// Shows what happens and keeps what is worth knowing later: notes, warnings and failures.
struct EventRecorder: ProgressSink {
    let console: Console
    let memory: RunMemory
    let run: String

    func report(_ event: ProgressEvent) {
        console.report(event)
        let lead = event.address.map { "\($0): " } ?? ""
        switch event.kind {
        case .note(let text): add(lead, text)
        case .warning(let text): add(lead + "warning: ", text)
        case .failed(let reason): add(lead + "failed: ", reason)
        case .started, .waiting, .finished: break
        }
    }

    private func add(_ lead: String, _ text: String) {
        memory.add(text.hasPrefix(lead) ? text : lead + text, run: run)
    }
}
