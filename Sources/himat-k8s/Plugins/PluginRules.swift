// SPDX-License-Identifier: MIT
import HimatCore

/// What of a plug-in's answer becomes objects of ours, and what is refused.
struct PluginRules: Sendable {
    let plugin: String
    let cluster: String
    let namespace: String
    /// What the plug-in was given.
    let given: [JSONValue]
    let limits: PluginLimits

    private static let metadata: Set<String> = ["name", "namespace", "labels", "annotations"]
    /// Notes that tools of this format leave on objects; they are for each other and not for the cluster.
    private static let toolNotes = ["internal.config.kubernetes.io/", "config.kubernetes.io/"]

    /// The objects that are the plug-in's own: not those that came back as they were given.
    /// - Throws: `HimatError` (malformed) for the first item that is refused.
    func objects(_ items: [JSONValue]) throws -> [PluginObject] {
        guard items.count <= limits.objects + given.count else {
            throw fault("gives back \(items.count) items; \(limits.objects) is the most")
        }
        let ours = Dictionary(given.map { (Identity($0), cleaned($0)) }, uniquingKeysWith: { first, _ in first })
        var objects: [PluginObject] = []
        for item in items {
            let item = cleaned(item)
            let identity = Identity(item)
            if let own = ours[identity] {
                guard own == item else { throw fault("changes \(identity), which is HiMAT's own; it may only add") }
                continue
            }
            let object = try self.object(item, identity)
            guard !reserved(object.reference) else {
                throw fault("uses the name of \(object.reference), which is HiMAT's own")
            }
            guard !objects.contains(where: { $0.reference == object.reference }) else {
                throw fault("gives \(object.reference) twice")
            }
            objects.append(object)
        }
        return objects
    }

    private func object(_ item: JSONValue, _ identity: Identity) throws -> PluginObject {
        let kind = try kind(identity)
        guard Self.isName(identity.name) else {
            throw fault("gives a \(kind) the name \"\(identity.name.harmless.cut(to: 80))\", which Kubernetes refuses")
        }
        let space = item.at("metadata", "namespace")?.string
        guard space == nil || space == namespace else {
            throw fault(
                "wants \(identity) in the namespace \(space?.harmless ?? ""); \(namespace) is the only one it has")
        }
        let metadata = item["metadata"]?.object ?? [:]
        if let strange = metadata.keys.sorted().first(where: { !Self.metadata.contains($0) }) {
            throw fault(
                "sets metadata.\(strange.harmless.cut(to: 40)) of \(identity); name, labels and annotations are all it may"
            )
        }
        var json = item
        json["metadata"]?["namespace"] = .string(namespace)
        var labels = try texts("labels", of: item, identity)
        labels.merge(ObjectNames.labels(cluster: cluster)) { $1 }
        labels[ObjectNames.plugin] = plugin
        json["metadata"]?["labels"] = .object(labels.mapValues { .string($0) })
        _ = try texts("annotations", of: item, identity)
        try checkBalancer(item, identity)
        return PluginObject(
            plugin: plugin, reference: ObjectReference(kind, identity.name, namespace: namespace),
            object: KubernetesObject(json))
    }

    private func kind(_ identity: Identity) throws -> ObjectKind {
        let allowed = PluginObject.kinds
        if let kind = allowed.first(where: { $0.apiVersion == identity.apiVersion && $0.kind == identity.kind }) {
            return kind
        }
        let known = ObjectKind.known(apiVersion: identity.apiVersion, kind: identity.kind)
        let why = known?.isNamespaced == false ? "which is not of one namespace" : "which plug-ins may not make"
        throw fault(
            "wants \(identity), \(why); it may make \(allowed.map(\.kind).joined(separator: ", "))")
    }

    /// Labels or annotations: texts, and none of those that HiMAT keeps its own notes in.
    private func texts(_ field: String, of item: JSONValue, _ identity: Identity) throws -> [String: String] {
        guard let value = item.at("metadata", field), !value.isNull else { return [:] }
        guard let members = value.object, case let texts = members.compactMapValues(\.string),
            texts.count == members.count
        else { throw fault("gives \(identity) \(field) that are not all texts") }
        if let taken = texts.keys.first(where: { $0.hasPrefix("himat/") }) {
            throw fault("sets \(field) \(taken.harmless) of \(identity); himat/ is HiMAT's own")
        }
        return texts
    }

    /// Every balancer has source ranges.
    private func checkBalancer(_ item: JSONValue, _ identity: Identity) throws {
        guard item.at("spec", "type")?.string == "LoadBalancer", identity.kind == ObjectKind.service.kind,
            item.at("spec", "loadBalancerSourceRanges")?.array?.isEmpty ?? true
        else { return }
        throw fault("wants \(identity) open to the whole internet: spec.loadBalancerSourceRanges is missing")
    }

    private func reserved(_ reference: ObjectReference) -> Bool {
        reference.kind == .configMap && [ObjectNames.setList, ObjectNames.outputs].contains(reference.name)
    }

    /// Without what tools note for each other, and without what only a server fills in.
    private func cleaned(_ item: JSONValue) -> JSONValue {
        var item = item
        item["status"] = nil
        if item.at("metadata", "creationTimestamp")?.isNull == true { item["metadata"]?["creationTimestamp"] = nil }
        if let notes = item.at("metadata", "annotations")?.object {
            let kept = notes.filter { note in !Self.toolNotes.contains { note.key.hasPrefix($0) } }
            item["metadata"]?["annotations"] = kept.isEmpty ? nil : .object(kept)
        }
        return item
    }

    /// A DNS subdomain name: labels joined by dots, 253 characters at most.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                ResourceName.isDNSLabel(String($0))
            }
    }

    private func fault(_ what: String) -> HimatError { PluginFault(plugin, what).error }

    /// What makes two items the same object.
    private struct Identity: Hashable, CustomStringConvertible {
        let apiVersion: String
        let kind: String
        let name: String

        init(_ item: JSONValue) {
            apiVersion = item["apiVersion"]?.string ?? ""
            kind = item["kind"]?.string ?? ""
            name = item.at("metadata", "name")?.string ?? ""
        }

        var description: String { "\(kind) \(name)".harmless.cut(to: 120) }
    }
}
