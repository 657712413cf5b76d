// SPDX-License-Identifier: MIT
import HimatCore

extension Doctor {
    /// Whether a user would reach notebook and dashboard from here.
    func balancer(_ patient: Patient) async throws -> [CheckLine] {
        guard let service = patient.service(Jupyter.name) else {
            return [CheckLine("balancer", .skip, "stage two is not deployed")]
        }
        guard service.spec["type"]?.string == "LoadBalancer" else {
            return [CheckLine("balancer", .skip, "none is asked for", next: "himat-k8s open")]
        }
        let ingress = service.status.at("loadBalancer", "ingress")?[0]
        guard ingress?["hostname"]?.string ?? ingress?["ip"]?.string != nil else {
            return [
                CheckLine("balancer", .fail, "it has no address yet", next: "himat-k8s apply waits for it and says why")
            ]
        }
        guard let links = patient.status.links.value ?? nil, let jupyter = links["jupyter_url"],
            let dask = links["dask_url"]
        else { return [CheckLine("balancer", .warn, "its links are not written down yet", next: "himat-k8s apply")] }
        let ranges = service.spec["loadBalancerSourceRanges"]?.array?.compactMap(\.string) ?? []
        let token = try await Answer.asking { try await layer.token() }
        async let notebook = reach(jupyter, token.value, ranges)
        async let dashboard = reach(dask, token.value, ranges)
        return try await [notebook, dashboard]
    }

    private func reach(_ url: String, _ token: Sensitive<String>?, _ ranges: [String]) async throws -> CheckLine {
        var headers: HTTPHeaders = ["Accept": "*/*"]
        if let token { headers["Authorization"] = "token \(token.revealed)" }
        let timeouts = HTTPTimeouts(connect: .seconds(5), total: .seconds(20))
        do {
            let answer = try await layer.sender.send(
                HTTPRequest("GET", url, headers: headers, timeouts: timeouts), limit: 16 << 20)
            // Without the token the way to the login is the answer of a notebook that is well.
            if answer.status == 200 || (token == nil && answer.status == 302) {
                return CheckLine("balancer", .pass, "\(url) answers")
            }
            return CheckLine("balancer", .fail, "\(url) answers \(answer.status)", next: "himat-k8s logs jupyter")
        } catch let error as HimatError {
            try Task.checkCancellation()
            return CheckLine(
                "balancer", .fail,
                "\(url) does not answer: \(error.reason); it lets in \(ranges.isEmpty ? "everybody" : ranges.joined(separator: ", "))",
                next: "himat-k8s apply --refresh address, if your address has changed")
        }
    }

    /// What carries this cluster's labels and belongs to no deployment any more.
    func leftovers() async throws -> [CheckLine] {
        async let elsewhere = elsewhere()
        async let volumes = releasedVolumes()
        async let strays = strays()
        let found = try await elsewhere + volumes + strays
        return found.isEmpty ? [CheckLine("leftovers", .pass, "nothing is left over")] : found
    }

    private func elsewhere() async throws -> [CheckLine] {
        let lists = try await Answer.asking {
            try await client.list(.configMap, .name(ObjectNames.setList)) { layer.target.owns($0) ? $0.namespace : nil }
                .values
        }
        return (lists.value ?? []).filter { $0 != namespace }.sorted().map {
            CheckLine(
                "leftovers", .warn, "\(layer.cluster) is deployed in the namespace \($0) too",
                next: "himat-k8s destroy --set namespace=\($0)")
        }
    }

    private func releasedVolumes() async throws -> [CheckLine] {
        let labels = ObjectSelector.labels(ObjectNames.labels(cluster: layer.cluster.name))
        let volumes = try await Answer.asking { try await client.list(.persistentVolume, labels).items }
        return (volumes.value ?? []).filter { ["Released", "Failed"].contains($0.status["phase"]?.string ?? "") }.map {
            CheckLine(
                "leftovers", .warn,
                "volume \($0.name) is \($0.status["phase"]?.string ?? ""): its data is there, no claim may use it",
                next: "himat-k8s apply")
        }
    }

    /// Objects with our labels that no apply remembers.
    private func strays() async throws -> [CheckLine] {
        guard let list = try await client.get(SetListResource.reference(in: namespace)), layer.target.owns(list) else {
            return []
        }
        let known = Set(SetList(text: list.texts[SetList.key] ?? "").entries.map { "\($0.kind) \($0.name)" })
            .union(["ConfigMap \(ObjectNames.setList)", "ConfigMap \(ObjectNames.outputs)"])
        let labels = ObjectSelector.labels(ObjectNames.labels(cluster: layer.cluster.name))
        let kinds: [ObjectKind] = [
            .deployment, .service, .configMap, .secret, .serviceAccount, .networkPolicy, .persistentVolumeClaim,
        ]
        let strays = try await withThrowingTaskGroup(of: [String].self) { group in
            for kind in kinds {
                group.addTask {
                    try await client.list(kind, namespace: namespace, labels) { object in
                        object.ownerUIDs.isEmpty ? "\(kind.kind) \(object.name)" : nil
                    }.values
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }.filter { !known.contains($0) }.sorted()
        return strays.map { CheckLine("leftovers", .warn, "\($0) is of no apply", next: "himat-k8s apply") }
    }
}
