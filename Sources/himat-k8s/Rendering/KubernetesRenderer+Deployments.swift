// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesRenderer {
    /// The Deployment of a workload.
    func deployment(_ workload: Workload) -> KubernetesObject {
        var annotations: [String: String] = [:]
        if workload.replicas == .fill, let basis = decisions.workerCountBasis {
            annotations[ObjectNames.workerCountBasis] = basis
        }
        return object(
            .deployment, workload.name, workload: workload.name, annotations: annotations,
            [
                "spec": [
                    "replicas": replicas(workload), "selector": ["matchLabels": selector(workload.name)],
                    "strategy": strategy(workload.renewal), "template": template(workload),
                ]
            ])
    }

    private func replicas(_ workload: Workload) -> JSONValue {
        switch workload.replicas {
        case .fixed(let count): .int(count)
        case .fill: decisions.workerCount.json { .int($0) }
        }
    }

    private func strategy(_ renewal: Workload.Renewal) -> JSONValue {
        switch renewal {
        case .recreate: ["type": "Recreate"]
        case .oneByOne: ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 0, "maxUnavailable": 1]]
        }
    }

    private func template(_ workload: Workload) -> JSONValue {
        var labels = ObjectNames.labels(cluster: cluster.name, workload: workload.name)
        labels["app.kubernetes.io/component"] = workload.role.rawValue
        var metadata: JSONValue = ["labels": .object(labels.mapValues { .string($0) })]
        if !workload.files.isEmpty {
            metadata["annotations"] = .object([ObjectNames.filesHash: .string(filesHash(workload))])
        }
        return ["metadata": metadata, "spec": podSpec(workload)]
    }

    private func podSpec(_ workload: Workload) -> JSONValue {
        var spec: JSONValue = [
            "automountServiceAccountToken": false, "containers": [container(workload)],
            // Otherwise Kubernetes adds JUPYTER_PORT and DASK_SCHEDULER_PORT, which both programs read as their own.
            "enableServiceLinks": false, "securityContext": podSecurity(workload.user),
            "serviceAccountName": .string(workload.account),
            "terminationGracePeriodSeconds": .int(workload.stop.graceSeconds),
        ]
        switch decisions.nodes {
        case .labelled: spec["nodeSelector"] = ["kind": .string(workload.placement.rawValue)]
        case .any: spec["affinity"] = preference(workload.placement)
        }
        if decisions.pullSecret != nil { spec["imagePullSecrets"] = [["name": .string(ObjectNames.pullSecret)]] }
        let volumes = volumes(workload)
        if !volumes.isEmpty { spec["volumes"] = .array(volumes) }
        return spec
    }

    private func preference(_ placement: Workload.Placement) -> JSONValue {
        let expression: JSONValue = ["key": "kind", "operator": "In", "values": [.string(placement.rawValue)]]
        return [
            "nodeAffinity": [
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    ["weight": 100, "preference": ["matchExpressions": [expression]]]
                ]
            ]
        ]
    }

    private func volumes(_ workload: Workload) -> [JSONValue] {
        var volumes: [JSONValue] = []
        if let volume = workload.volume {
            volumes.append([
                "name": .string(volume.name),
                "persistentVolumeClaim": ["claimName": .string(ObjectNames.claim(volume, of: workload))],
            ])
        }
        if !workload.files.isEmpty {
            volumes.append(["name": "files", "configMap": ["name": .string(ObjectNames.files(of: workload))]])
        }
        return volumes
    }

    /// What the pod security level `restricted` asks, with numbers: an image may name its user, which proves nothing.
    private func podSecurity(_ user: Workload.RunAs) -> JSONValue {
        [
            "runAsNonRoot": true, "runAsUser": .int(user.user), "runAsGroup": .int(user.group),
            "fsGroup": .int(user.group), "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": ["type": "RuntimeDefault"],
        ]
    }
}
