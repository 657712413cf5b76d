// SPDX-License-Identifier: MIT
import HimatCore

extension Doctor {
    /// Whether there are nodes of each kind that take pods.
    func nodes(_ patient: Patient) -> [CheckLine] {
        guard let nodes = patient.status.nodes.value else {
            return [CheckLine("nodes", .warn, "could not be looked at: \(patient.status.nodes.reason ?? "")")]
        }
        let more = layer.isEKS ? "himat-eks apply" : "add a node to the cluster"
        guard !nodes.isEmpty else {
            return [
                CheckLine(
                    "nodes", .fail, "there are none: the cluster hibernates, or its nodes did not join", next: more)
            ]
        }
        var lines = nodes.filter { $0.state == .notReady || $0.reason != nil }.sorted { $0.name < $1.name }.prefix(8)
            .map {
                CheckLine(
                    "nodes", .warn, "\($0.name) is \($0.words)",
                    next: $0.state == .notReady ? "kubectl delete node \($0.name), if its machine is gone" : nil)
            }
        for placement in [Workload.Placement.stable, .spot] {
            let kind = placement.rawValue
            let all = nodes.filter { $0.kind == kind }
            let ready = all.filter { $0.state == .ready }.count
            if all.isEmpty && !layer.isEKS { continue }
            let expected = placement == .spot && layer.isEKS ? layer.config.spotNodeCount : max(1, all.count)
            let words = "\(ready) of \(max(expected, all.count)) \(kind) nodes take pods"
            let verdict: CheckLine.Verdict = ready >= expected ? .pass : ready == 0 && expected > 0 ? .fail : .warn
            lines.append(CheckLine("nodes", verdict, words, next: verdict == .pass ? nil : more))
        }
        if !lines.contains(where: { $0.words.contains("take pods") }) {
            let ready = nodes.filter { $0.state == .ready }.count
            lines.append(CheckLine("nodes", ready > 0 ? .pass : .fail, "\(ready) of \(nodes.count) nodes take pods"))
        }
        return lines
    }

    /// Whether the namespace's pods would pass the strictest pod security level: the server itself judges by a dry run.
    func podSecurity() async throws -> [CheckLine] {
        let warnings = Lock<[String]>([])
        let asking = KubernetesClient(
            client.connection, sender: layer.sender, clock: layer.runtime.clock, manager: "himat-check",
            warn: { text in warnings.withLock { $0.append(text) } })
        guard try await client.get(ObjectReference(.namespace, namespace)) != nil else {
            return [CheckLine("pod security", .skip, "the namespace \(namespace) is not there yet")]
        }
        let labelled = KubernetesObject(
            ObjectReference(.namespace, namespace), labels: ["pod-security.kubernetes.io/enforce": "restricted"])
        _ = try await asking.apply(labelled, dryRun: true, force: true)
        let told = warnings.withLock { $0 }.filter { $0.contains("PodSecurity") || $0.contains(": ") }
        guard !told.isEmpty else {
            return [CheckLine("pod security", .pass, "the level restricted would refuse no pod")]
        }
        return [
            CheckLine(
                "pod security", .warn, "the level restricted would refuse: \(told.joined(separator: "; "))",
                next: "himat-k8s apply makes its own pods pass; others in the namespace are yours to change")
        ]
    }

    /// Whether anybody obeys the network policies.
    func networkPolicies() async throws -> [CheckLine] {
        let name = "network policies"
        let labels = ObjectSelector.labels(ObjectNames.labels(cluster: layer.cluster.name))
        let count = try await client.list(.networkPolicy, namespace: namespace, labels) { _ in true }.values.count
        let there = Words.count(count, "policy").replacing("policys", with: "policies")
        guard let stageOne = layer.stageOne else {
            return [
                CheckLine(
                    name, count == 0 ? .skip : .pass,
                    "\(there); whether the cluster's network obeys them cannot be seen")
            ]
        }
        switch try await stageOne.enforcesNetworkPolicies() {
        case true?: return [CheckLine(name, .pass, "\(there), which the vpc-cni add-on enforces")]
        case false?:
            return [
                CheckLine(
                    name, .fail, "\(there), which nobody enforces: scheduler and workers are open to every pod",
                    next: "himat-eks apply")
            ]
        case nil: return [CheckLine(name, .warn, "the vpc-cni add-on could not be found", next: "himat-eks apply")]
        }
    }

    /// Whether there is a place for the home folder.
    func storage(_ patient: Patient) async throws -> [CheckLine] {
        var lines: [CheckLine] = []
        if let stageOne = layer.stageOne {
            if let home = try await stageOne.home() {
                lines.append(CheckLine("storage", .pass, "\(home.id), \(home.gibibytes) GiB in \(home.zone)"))
            } else {
                lines.append(CheckLine("storage", .fail, "stage one has made no volume", next: "himat-eks apply"))
            }
        } else {
            let classes = try await client.list(.storageClass) { one in
                one.annotations["storageclass.kubernetes.io/is-default-class"] == "true" ? one.name : nil
            }.values
            let bound = patient.claims.value?.contains { $0.status["phase"]?.string == "Bound" } == true
            if let first = classes.first {
                lines.append(CheckLine("storage", .pass, "the default storage class is \(first)"))
            } else if !bound {
                lines.append(
                    CheckLine(
                        "storage", .fail, "the cluster has no default storage class",
                        next: "mark one with storageclass.kubernetes.io/is-default-class=true"))
            }
        }
        for claim in patient.claims.value ?? [] {
            let phase = claim.status["phase"]?.string ?? "Pending"
            let verdict: CheckLine.Verdict = phase == "Bound" ? .pass : phase == "Lost" ? .fail : .warn
            lines.append(
                CheckLine(
                    "storage", verdict, "claim \(claim.name) is \(phase)",
                    next: verdict == .pass ? nil : "himat-k8s status"))
        }
        return lines
    }
}
