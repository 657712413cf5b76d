// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// All that is remembered of one cluster.
struct ClusterReport: Displayable {
    let cluster: ClusterRecord
    let resources: [ResourceRecord]
    let volumes: [VolumeRecord]
    let runs: [RunRecord]
    let events: [EventRecord]
    let now: Date

    var document: JSONValue {
        var document = cluster.document
        document["resources"] = .array(
            resources.map { resource in
                [
                    "layer": .string(resource.layer), "address": .string(resource.address), "id": .string(resource.id),
                    "last_seen": .optional(resource.lastSeen),
                ]
            })
        document["volumes"] = .array(
            volumes.map { volume in
                [
                    "id": .string(volume.id), "zone": .optional(volume.zone), "gib": .optional(volume.gib),
                    "state": .optional(volume.state), "last_seen": .optional(volume.lastSeen),
                ]
            })
        document["runs"] = .array(
            runs.map { run in
                [
                    "id": .string(run.id), "layer": .string(run.layer), "verb": .string(run.verb),
                    "started_at": .optional(run.startedAt), "ended_at": .optional(run.endedAt),
                    "outcome": .optional(run.outcome), "summary": .optional(run.summary),
                ]
            })
        document["events"] = .array(
            events.map { event in
                ["at": .optional(event.at), "run": .optional(event.run), "message": .string(event.message)]
            })
        return document
    }

    func text(_ palette: Palette) -> String {
        var facts = Table()
        for (name, value) in lines { facts.add([name, value]) }
        var text = palette.strong(cluster.identity.description) + "\n" + facts.text()
        text += section("Resources", Table(["layer", "resource", "id"]), resources) { [$0.layer, $0.address, $0.id] }
        text += section("Volumes", Table(["id", "zone", "gib", "state"]), volumes) { volume in
            [volume.id, volume.zone ?? "-", volume.gib.map(String.init) ?? "-", volume.state ?? "-"]
        }
        text += section("Runs", Table(["when", "layer", "command", "outcome", "summary"]), runs) { run in
            let outcome = run.outcome ?? "not ended"
            return [ago(run.startedAt), run.layer, run.verb, outcome, run.summary ?? ""]
        }
        text += section("Events", Table(["when", "event"]), events) { [ago($0.at), $0.message] }
        return text
    }

    private var lines: [(String, String)] {
        let known = cluster.facts
        return [
            ("state", known.state ?? "-"), ("version", known.version ?? "-"), ("nodes", cluster.nodes),
            ("age", known.createdAt.map { Elapsed.text(from: $0, to: now) } ?? "-"),
            ("endpoint", known.endpoint ?? "-"), ("jupyter_url", known.jupyterURL ?? "-"),
            ("dask_url", known.daskURL ?? "-"), ("last seen", ago(cluster.lastSeen)),
        ]
    }

    private func ago(_ date: Date) -> String { Elapsed.text(from: date, to: now) + " ago" }

    private func section<Item>(_ title: String, _ table: Table, _ items: [Item], _ row: (Item) -> [String]) -> String {
        guard !items.isEmpty else { return "" }
        var table = table
        for item in items { table.add(row(item)) }
        return "\n\(title)\n" + table.text()
    }
}
