// SPDX-License-Identifier: MIT
import HimatCore

extension Doctor {
    /// A line instead of a look when there is nothing to look at yet; nil when there is.
    private func absent(_ name: String, _ patient: Patient) -> [CheckLine]? {
        if let reason = patient.status.pods.reason {
            return [CheckLine(name, .warn, "could not be looked at: \(reason)")]
        }
        guard patient.status.isAbsent else { return nil }
        return [CheckLine(name, .skip, "stage two is not deployed", next: name == "pods" ? "himat-k8s apply" : nil)]
    }

    /// Whether the images came, so far.
    func images(_ patient: Patient) -> [CheckLine] {
        if let absent = absent("images", patient) { return absent }
        let pods = patient.status.pods.value ?? []
        let lines = pods.filter { $0.state == "image" }.reduce(into: [String: CheckLine]()) { lines, pod in
            lines[pod.words] = CheckLine(
                "images", .fail, pod.words,
                next: "correct worker_image, or let the nodes reach the registry; then himat-k8s apply")
        }
        if !lines.isEmpty { return lines.sorted { $0.key < $1.key }.map(\.value) }
        let digests = Set(pods.compactMap(\.digest))
        guard digests.count <= 1 else {
            return [
                CheckLine(
                    "images", .warn, "\(digests.count) images run at once: a rollout is under way, or stuck",
                    next: "himat-k8s status")
            ]
        }
        let tags = Set(pods.filter { $0.role != "other" }.compactMap(\.image)).filter { !$0.contains("@") }
        let loose = tags.sorted().prefix(layer.config.pinsDigest ? 1 : 0).map { tag in
            CheckLine(
                "images", .warn, "\(tag) has no digest: a node that joins later may pull another image",
                next: "himat-k8s apply --refresh image, or himat-image use \(tag)")
        }
        return [
            CheckLine(
                "images", digests.isEmpty ? .skip : .pass,
                digests.first.map { "all run \($0)" } ?? "none was pulled yet")
        ] + loose
    }

    /// Whether as many pods are ready as are to be, and why not.
    func pods(_ patient: Patient) -> [CheckLine] {
        if let absent = absent("pods", patient) { return absent }
        let status = patient.status
        let asleep = Set((status.nodes.value ?? []).filter { $0.state == .notReady }.map(\.name))
        var lines = status.presentRoles.map { role, workload -> CheckLine in
            let pods = status.pods(role)
            let ready = pods.filter(\.isReady).count
            let wanted = status.wanted.value?[workload] ?? pods.count
            let words = "\(role): \(ready) of \(wanted) ready"
            guard ready < wanted else { return CheckLine("pods", .pass, words) }
            let why = pods.first { !$0.isReady }.map { "; \($0.name): \($0.words)" } ?? ""
            let isPartial = role == Workload.Role.worker.rawValue && ready > 0
            return CheckLine(
                "pods", isPartial ? .warn : .fail, words + why,
                next: "himat-k8s logs \(role)" + (pods.contains { $0.restarts > 0 } ? " --previous" : ""))
        }
        for pod in (status.pods.value ?? []) where pod.state == "ending" && asleep.contains(pod.node ?? "") {
            lines.append(
                CheckLine(
                    "pods", .warn, "\(pod.name) cannot end: its node does not answer",
                    next: "kubectl delete node \(pod.node ?? ""), if its machine is gone"))
        }
        return lines
    }

    /// Whether each Service has a pod behind it.
    func services(_ patient: Patient) -> [CheckLine] {
        if let absent = absent("services", patient) { return absent }
        guard let services = patient.services.value else {
            return [CheckLine("services", .warn, "could not be looked at: \(patient.services.reason ?? "")")]
        }
        return [Jupyter.name, DaskScheduler.name].map { name in
            guard let service = patient.service(name) else {
                return CheckLine(
                    "services", .fail, "\(name) is not there (of \(services.count))", next: "himat-k8s apply")
            }
            let selected = service.spec["selector"]?["app.kubernetes.io/name"]?.string ?? name
            let count = (patient.status.pods.value ?? []).filter { $0.workload == selected && $0.isReady }.count
            return CheckLine(
                "services", count > 0 ? .pass : .fail, "\(name) leads to \(Words.count(count, "ready pod"))",
                next: count > 0 ? nil : "himat-k8s status")
        }
    }

    /// Whether the scheduler counts the workers that run.
    func workers(_ patient: Patient) -> [CheckLine] {
        if let absent = absent("workers", patient) { return absent }
        switch patient.status.workers {
        case nil: return [CheckLine("workers", .skip, "no address leads to the scheduler yet")]
        case .missing(let reason):
            return [
                CheckLine(
                    "workers", .fail, "the scheduler could not be asked: \(reason)", next: "himat-k8s logs scheduler")
            ]
        case .given(let load):
            let ready = patient.status.pods(Workload.Role.worker.rawValue).filter(\.isReady).count
            let expected = ready * layer.config.daskWorkerProcs
            let words = "the scheduler counts \(load.workers.count) of \(expected) worker processes"
            guard load.workers.count >= expected else {
                return [CheckLine("workers", .fail, words, next: "himat-k8s logs worker")]
            }
            return [
                CheckLine(
                    "workers", load.full.isEmpty ? .pass : .warn,
                    words + (load.full.isEmpty ? "" : "; \(load.full.count) use more than 80 % of their memory"))
            ]
        }
    }

    /// Whether notebook, scheduler and workers run the same versions.
    func versions(_ patient: Patient) -> [CheckLine] {
        if let absent = absent("versions", patient) { return absent }
        let versions = patient.status.versions
        let differences = versions.differences
        guard differences.isEmpty else {
            return differences.map { CheckLine("versions", .fail, $0, next: "one image for all: himat-k8s apply") }
        }
        let known = versions.compactMap(\.answer.value)
        let unknown = versions.compactMap { one in one.answer.reason.map { "\(one.role): \($0)" } }
        guard let first = known.first else {
            let words = unknown.first ?? "no pod is ready"
            return [CheckLine("versions", unknown.isEmpty ? .skip : .warn, "not known: \(words)")]
        }
        let shared = PackageVersions.names.map { "\($0) \(first.versions[$0] ?? "none")" }.joined(separator: ", ")
        let line = CheckLine("versions", .pass, "\(shared) in all \(Words.count(known.count, "pod")) asked")
        return [line] + unknown.map { CheckLine("versions", .warn, "not known: \($0)") }
    }
}
