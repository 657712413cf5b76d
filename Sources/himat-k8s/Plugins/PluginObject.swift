// SPDX-License-Identifier: MIT
import HimatCore

/// An object that a plug-in asks for, with our labels on it.
struct PluginObject: Sendable, Equatable {
    let plugin: String
    let reference: ObjectReference
    let object: KubernetesObject

    /// The name a plan lists it under: `hello/config-map.greeting`.
    var address: Address { ObjectResource.address(of: reference, plugin: plugin) }

    /// The kinds a plug-in may ask for. What holds data (claims), what others make (pods), and what is not of one namespace is left out.
    static let kinds: [ObjectKind] = [
        .configMap, .secret, .serviceAccount, .service, .deployment, .statefulSet, .daemonSet, .job, .cronJob, .ingress,
        .networkPolicy, .role, .roleBinding, .podDisruptionBudget, .horizontalPodAutoscaler,
    ]

    /// The object as `render` shows it: no value of a Secret.
    var shown: JSONValue {
        guard reference.kind == .secret else { return object.json }
        var json = object.json
        for field in ["data", "stringData"] {
            if let values = json[field]?.object { json[field] = .object(values.mapValues { _ in "(sensitive)" }) }
        }
        return json
    }
}
