// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension StatusReport {
    /// More pods of a role than this are summed up, and only those in trouble listed.
    private static let listed = 24

    func text(_ palette: Palette) -> String { lines(palette).map { $0 + "\n" }.joined() }

    func lines(_ palette: Palette) -> [String] {
        var lines = [palette.strong("\(cluster)") + ", namespace \(namespace)"]
        if let outage { lines.append(palette.caution("warning:") + " \(outage)") }
        lines += nodeLines(palette) + podLines(palette)
        if let load = workers?.value { lines += workerLines(load, palette) }
        lines += versionLines(palette)
        if isAbsent { lines.append("Nothing of stage two is deployed here: himat-k8s apply") }
        if let links = links.value ?? nil {
            lines += ["jupyter_url", "dask_url"].compactMap { name in links[name].map { "\(name) = \($0)" } }
        }
        return lines + missing.map { palette.caution("not known:") + " \($0.about): \($0.reason)" }
    }

    private func age(_ date: Date?) -> String { date.map { Elapsed.text(from: $0, to: moment) } ?? "-" }

    private func nodeLines(_ palette: Palette) -> [String] {
        guard let nodes = nodes.value else { return [] }
        guard !nodes.isEmpty else { return ["No nodes: the cluster hibernates, or stage one is not complete"] }
        var table = Table(["kind", "zone", "capacity", "type", "ready", "age"])
        for group in NodeGroup.groups(of: nodes) {
            let ready = group.nodes.filter { $0.state == .ready }.count
            let ages = group.nodes.compactMap(\.createdAt).min()
            table.add([
                group.kind, group.zone, group.capacity, group.instanceType, "\(ready) of \(group.nodes.count)",
                age(ages),
            ])
        }
        var lines = [palette.strong("Nodes")] + table.lines().map { "  " + $0 }
        let shown = nodes.filter { listsAll || $0.state != .ready || $0.reason != nil }.sorted { $0.name < $1.name }
        for node in listsAll ? shown : Array(shown.prefix(Self.listed)) {
            let words = node.state == .ready ? palette.good(node.words) : palette.caution(node.words)
            lines.append("  \(node.name): \(words) (\(age(node.createdAt)))")
        }
        return lines
    }

    private func podLines(_ palette: Palette) -> [String] {
        guard pods.value != nil, !isAbsent else { return [] }
        var lines = [palette.strong("Pods")]
        for (role, workload) in presentRoles {
            let pods = pods(role)
            let ready = pods.filter(\.isReady).count
            let wanted = wanted.value?[workload]
            let isShort = ready < (wanted ?? pods.count)
            let count = "\(ready) of \(wanted ?? pods.count) ready"
            let restarts = pods.reduce(0) { $0 + $1.restarts }
            let more = restarts > 0 ? ", " + Words.count(restarts, "restart") : ""
            lines.append("  \(role): " + (isShort ? palette.caution(count) : palette.good(count)) + more)
            lines += images(of: pods).map { "    image \($0)" }
            lines += listed(pods, palette)
        }
        return lines
    }

    /// The images that run, each once; two of a role are a rollout, or one that got stuck.
    private func images(of pods: [PodSummary]) -> [String] {
        let all = pods.compactMap { pod in pod.image.map { Self.shown($0, pod.digest) } }
        return Set(all).sorted()
    }

    /// A digest is cut short only where a tag says the same to people.
    private static func shown(_ image: String, _ digest: String?) -> String {
        let name = String(image.prefix { $0 != "@" })
        if name == image { return name + (digest.map { "@" + $0.prefix(19) } ?? "") }
        guard ImageReference(image)?.tag != nil else { return image }
        return name + image.dropFirst(name.count).prefix(20)
    }

    private func listed(_ pods: [PodSummary], _ palette: Palette) -> [String] {
        let sorted = pods.sorted { ($0.isReady ? 1 : 0, $0.name) < ($1.isReady ? 1 : 0, $1.name) }
        let shown =
            listsAll || sorted.count <= Self.listed ? sorted : Array(sorted.filter { !$0.isReady }.prefix(Self.listed))
        var lines = shown.map { pod in
            let words = pod.isReady ? palette.good(pod.words) : palette.caution(pod.words)
            let restarts =
                pod.restarts == 0
                ? "" : ", \(Words.count(pod.restarts, "restart"))" + (pod.lastEnd.map { " (\($0))" } ?? "")
            let node = pod.node.map { ", on \($0)" } ?? ""
            return "    \(pod.name): \(words)\(restarts)\(node), \(age(pod.createdAt))"
        }
        if shown.count < sorted.count {
            lines.append("    … and \(sorted.count - shown.count) more (--all lists them)")
        }
        return lines
    }

    private func workerLines(_ load: WorkerLoad, _ palette: Palette) -> [String] {
        let full = load.full.prefix(5).map { worker in
            "  " + palette.caution("nearly full:") + " \(worker.address) uses \(ByteCount.text(worker.memory ?? 0)) of "
                + ByteCount.text(worker.memoryLimit ?? 0)
        }
        return [palette.strong("Scheduler") + " counts \(load.words)"] + full
    }

    private func versionLines(_ palette: Palette) -> [String] {
        let known = versions.filter { $0.answer.value != nil }
        guard !known.isEmpty else { return [] }
        var table = Table([""] + PackageVersions.names)
        for one in known {
            table.add([one.role] + PackageVersions.names.map { one.answer.value?.versions[$0] ?? "-" })
        }
        let warnings = versions.differences.map {
            palette.caution("warning:") + " \($0); one image for all: himat-k8s apply"
        }
        return [palette.strong("Versions")] + table.lines().map { "  " + $0 } + warnings
    }
}
