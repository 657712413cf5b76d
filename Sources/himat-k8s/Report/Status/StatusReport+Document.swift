// SPDX-License-Identifier: MIT
import HimatCore

extension StatusReport: Displayable {
    /// The document for programs, described in docs/status.md; keys are never renamed.
    var document: JSONValue {
        let names = Dictionary((pods.value ?? []).compactMap { pod in pod.address.map { ($0, pod.name) } }) { $1 }
        return [
            "cluster": [
                "account": .string(cluster.account), "region": .string(cluster.region), "name": .string(cluster.name),
            ],
            "namespace": .string(namespace), "checked_at": .moment(moment),
            "nodes": nodes.value.map { .array($0.map(\.document)) } ?? .null,
            "pods": pods.value.map { .array($0.map(\.document)) } ?? .null,
            "replicas": wanted.value.map {
                .object($0.mapValues { .int($0) }.merging(ready) { ["wanted": $0, "ready": $1] })
            }
                ?? .null,
            "workers": workers?.value?.document(pods: names) ?? .null,
            "versions": .object(versionDocuments),
            "version_differences": .array(versions.differences.map { .string($0) }),
            "links": (links.value ?? nil).map { .object($0.mapValues { .string($0) }) } ?? .null,
            "missing": .array(missing.map { ["about": .string($0.about), "reason": .string($0.reason)] }),
        ]
    }

    /// How many pods of each Deployment are ready.
    private var ready: [String: JSONValue] {
        (wanted.value ?? [:]).reduce(into: [:]) { counts, one in
            counts[one.key] = .int((pods.value ?? []).filter { $0.workload == one.key && $0.isReady }.count)
        }
    }

    private var versionDocuments: [String: JSONValue] {
        Dictionary(grouping: versions.filter { $0.answer.value != nil }, by: \.role).mapValues { list in
            .array(
                list.map { one in
                    var document: JSONValue = ["pod": .text(one.pod)]
                    for name in PackageVersions.names { document[name] = .text(one.answer.value?.versions[name]) }
                    return document
                })
        }
    }
}
