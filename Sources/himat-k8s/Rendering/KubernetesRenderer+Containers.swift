// SPDX-License-Identifier: MIT
import HimatCore

extension KubernetesRenderer {
    /// The one container of a workload's pod.
    func container(_ workload: Workload) -> JSONValue {
        var container: JSONValue = [
            "name": .string(workload.name), "image": .string(workload.image),
            // As arguments, so that the image's own entry point still prepares the environment.
            "args": .array(workload.command.map { .string($0) }),
            "env": .array(workload.environment.map(variable)),
            "ports": .array(workload.ports.map(port)), "resources": resources(workload.resources),
            "securityContext": ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]],
        ]
        let mounts = mounts(workload)
        if !mounts.isEmpty { container["volumeMounts"] = .array(mounts) }
        if let health = workload.health { container["readinessProbe"] = probe(health) }
        if let before = workload.stop.before {
            container["lifecycle"] = ["preStop": ["exec": ["command": .array(before.map { .string($0) })]]]
        }
        return container
    }

    private func variable(_ variable: Workload.Variable) -> JSONValue {
        switch variable.source {
        case .text(let text):
            return ["name": .string(variable.name), "value": .string(text)]
        case .secret(let reference):
            let key: JSONValue = ["name": .string(reference.secret), "key": .string(reference.key)]
            return ["name": .string(variable.name), "valueFrom": ["secretKeyRef": key]]
        case .ownAddress:
            return ["name": .string(variable.name), "valueFrom": ["fieldRef": ["fieldPath": "status.podIP"]]]
        }
    }

    private func port(_ port: Workload.Port) -> JSONValue {
        ["name": .string(port.name), "containerPort": .int(port.number), "protocol": "TCP"]
    }

    /// Memory is not shared out again once it is taken, so the need is the limit; a processor is, so there is none.
    private func resources(_ resources: Workload.Resources) -> JSONValue {
        let memory = JSONValue.string(Quantity.megabytes(resources.megabytes).description)
        return [
            "requests": ["cpu": .string(Quantity.milliCPU(resources.milliCPU).description), "memory": memory],
            "limits": ["memory": memory],
        ]
    }

    private func mounts(_ workload: Workload) -> [JSONValue] {
        var mounts: [JSONValue] = []
        if let volume = workload.volume {
            mounts.append(["name": .string(volume.name), "mountPath": .string(volume.path)])
        }
        var folders: [String] = []
        for file in workload.files where !folders.contains(file.folder) { folders.append(file.folder) }
        mounts += folders.map { ["name": "files", "mountPath": .string($0), "readOnly": true] }
        return mounts
    }

    private func probe(_ health: Workload.Health) -> JSONValue {
        switch health {
        case .http(let path, let port):
            [
                "httpGet": ["path": .string(path), "port": .int(port)], "periodSeconds": 5, "timeoutSeconds": 4,
                "failureThreshold": 3,
            ]
        case .command(let command):
            [
                "exec": ["command": .array(command.map { .string($0) })], "periodSeconds": 10, "timeoutSeconds": 5,
                "failureThreshold": 3,
            ]
        }
    }
}
