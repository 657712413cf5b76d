// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension KubernetesRenderer {
    /// One account a workload, except that those that read the buckets share the one a pod identity is given to.
    func serviceAccounts(_ workloads: [Workload]) -> [KubernetesObject] {
        var names: [String] = []
        for workload in workloads where !names.contains(workload.account) { names.append(workload.account) }
        return names.map { object(.serviceAccount, $0, ["automountServiceAccountToken": false]) }
    }

    var tokenSecret: KubernetesObject {
        let reference = Workload.SecretReference.notebookToken
        var data: [String: JSONValue] = [reference.key: decisions.token.json { Self.encoded($0.revealed) }]
        if let hash = config.jupyterPasswordHash {
            data[Workload.SecretReference.notebookPassword.key] =
                showsSecrets ? Self.encoded(hash) : "(sensitive)"
        }
        return object(
            .secret, reference.secret, workload: Jupyter.name, annotations: secretVersion,
            ["type": "Opaque", "data": .object(data)])
    }

    /// On the Secret and on the pods that read it when they start: a changed Secret changes them.
    var secretVersion: [String: String] {
        decisions.secretVersion.map { [ObjectNames.secretVersion: $0] } ?? [:]
    }

    private static func encoded(_ secret: String) -> JSONValue {
        .string(Data(secret.utf8).base64EncodedString())
    }

    /// Who may reach a workload's ports; everything else is closed as soon as one policy selects a pod.
    func networkPolicy(_ workload: Workload) -> KubernetesObject {
        let rules = workload.ports.compactMap { port -> JSONValue? in
            var rule: JSONValue = [:]
            if !port.isDynamic { rule["ports"] = [["port": .int(port.number), "protocol": "TCP"]] }
            switch port.reach {
            case .roles(let roles), .peers(let roles): rule["from"] = .array(roles.map(peer))
            // A port-forward comes from inside the pod's own network, which no policy looks at.
            case .users where config.exposure == .portForward: return nil
            case .users: break
            }
            return rule
        }
        return object(
            .networkPolicy, workload.name, workload: workload.name,
            [
                "spec": [
                    "podSelector": ["matchLabels": selector(workload.name)], "policyTypes": ["Ingress"],
                    "ingress": .array(rules),
                ]
            ])
    }

    private func peer(_ role: Workload.Role) -> JSONValue {
        [
            "podSelector": [
                "matchLabels": [
                    "app.kubernetes.io/component": .string(role.rawValue),
                    "app.kubernetes.io/part-of": .string(cluster.name),
                ]
            ]
        ]
    }

    /// What selects the pods of a workload; never changed, since a Deployment's selector cannot be.
    func selector(_ workload: String) -> JSONValue {
        ["app.kubernetes.io/name": .string(workload), "app.kubernetes.io/part-of": .string(cluster.name)]
    }
}
