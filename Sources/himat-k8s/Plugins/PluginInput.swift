// SPDX-License-Identifier: MIT
import HimatCore

/// What a plug-in is given: a `ResourceList` of the objects HiMAT would apply
/// ([KRM functions](https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md)).
///
/// It is written as JSON, which is YAML too, so that a script needs no YAML library. Data of Secrets is left out.
struct PluginInput: Sendable {
    static let apiVersion = "config.kubernetes.io/v1"

    /// The settings a plug-in is told, beside what it reads of the objects.
    private static let settings = ["cluster_name", "cluster_region", "namespace", "worker_image", "jupyter_port"]

    let config: ClusterConfig
    /// The objects as they are given and as they come back when nothing is done to them.
    let items: [JSONValue]

    init(_ objects: [KubernetesObject], _ config: ClusterConfig) {
        self.config = config
        items = objects.map { object in
            var json = object.json
            if object.kindName == ObjectKind.secret.kind { (json["data"], json["stringData"]) = (nil, nil) }
            return json
        }
    }

    /// The whole document for one plug-in.
    func document(for plugin: String) -> JSONValue {
        var data: [String: JSONValue] = [:]
        for name in Self.settings {
            guard let value = ConfigSchema.key(name)?.value(in: config)?.json else { continue }
            data[name] = .string(value.string ?? value.rendered())
        }
        return [
            "apiVersion": .string(Self.apiVersion), "kind": "ResourceList", "items": .array(items),
            "functionConfig": [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(plugin)], "data": .object(data),
            ],
        ]
    }
}
