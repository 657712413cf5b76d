// SPDX-License-Identifier: MIT
internal import HimatEngine
internal import HimatSupport

/// A plan for people: what is created (+), changed (~), replaced (+/-, the new one first), deleted (-), waited for (…).
struct PlanText {
    let plan: Plan
    let palette: Palette

    /// The lines, the last one the sum or `No changes.`
    func lines() -> [String] {
        var lines: [String] = []
        for step in plan.steps where step.action != .none { lines += block(step) + [""] }
        for step in plan.steps where step.action == .none && !step.recheckAfter.isEmpty {
            let awaited = step.recheckAfter.map(\.text).joined(separator: ", ")
            lines.append("Note: \(step.address) is compared again when \(awaited) is there.")
        }
        lines += plan.notes.map { "Note: \($0)" }
        for refusal in plan.refusals {
            lines.append(palette.bad("Refused: ") + refusal.error.message)
            lines += refusal.error.details.map { "  \($0)" }
            if let next = refusal.error.nextStep { lines.append("  next: \(next)") }
        }
        return lines + [palette.strong(summary)]
    }

    /// The last line; a replacement counts as one to create and one to destroy.
    var summary: String {
        guard !plan.isEmpty else { return "No changes." }
        let counts = plan.counts
        let waits = counts.wait == 0 ? "" : " \(counts.wait) to wait for."
        let rest = counts.unchanged == 0 ? "" : " \(counts.unchanged) unchanged."
        return "Plan: \(counts.create + counts.replace) to create, \(counts.update) to change, "
            + "\(counts.delete + counts.replace) to destroy.\(waits)\(rest)"
    }

    private func block(_ step: Step) -> [String] {
        var head = "\(sign(step)) \(step.address)"
        if let id = step.observation?.id, id != step.address.text { head += " (\(id))" }
        if let reason = step.reason { head += palette.faint("  \(reason)") }
        return [head] + changeLines(step) + propertyLines(step)
    }

    private func sign(_ step: Step) -> String {
        switch step.action {
        case .create: palette.good("  +")
        case .update: palette.caution("  ~")
        case .replace: palette.caution("+/-")
        case .delete: palette.bad("  -")
        case .wait, .none: "  …"
        }
    }

    private func changeLines(_ step: Step) -> [String] {
        let width = step.changes.map(\.path.count).max() ?? 0
        return step.changes.map { change in
            let name = "      " + change.path.padded(to: width + 2)
            if change.isSensitive { return name + "(sensitive)" }
            let new = change.isKnownAfterApply ? "(known after apply)" : change.new ?? "(none)"
            return name + (change.old ?? "(none)") + " -> " + new
        }
    }

    private func propertyLines(_ step: Step) -> [String] {
        guard step.action == .create else { return [] }
        let width = step.properties.map(\.name.count).max() ?? 0
        return step.properties.map { property in
            "      " + property.name.padded(to: width + 2) + (property.value ?? "(known after apply)")
        }
    }
}
