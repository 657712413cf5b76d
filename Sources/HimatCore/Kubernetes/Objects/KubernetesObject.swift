// SPDX-License-Identifier: MIT
public import FoundationEssentials
public import HimatSupport

/// An object of the API as it came or as it will be sent, with readable access to what every object carries.
public struct KubernetesObject: Sendable, Hashable {
    /// The whole document.
    public var json: JSONValue

    /// Wraps a document.
    public init(_ json: JSONValue) { self.json = json }

    /// Starts an object of a kind; `content` holds everything beside apiVersion, kind, name and namespace.
    public init(
        _ reference: ObjectReference, labels: [String: String] = [:], annotations: [String: String] = [:],
        _ content: JSONValue = .object([:])
    ) {
        var document = content
        document["apiVersion"] = .string(reference.kind.apiVersion)
        document["kind"] = .string(reference.kind.kind)
        var metadata = content["metadata"] ?? .object([:])
        metadata["name"] = .string(reference.name)
        if let namespace = reference.namespace { metadata["namespace"] = .string(namespace) }
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues { .string($0) }) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues { .string($0) }) }
        document["metadata"] = metadata
        json = document
    }

    /// `apiVersion`, empty when absent.
    public var apiVersion: String { json["apiVersion"]?.string ?? "" }
    /// `kind`, empty when absent.
    public var kindName: String { json["kind"]?.string ?? "" }
    /// `metadata.name`, empty when absent.
    public var name: String { json.at("metadata", "name")?.string ?? "" }
    /// `metadata.namespace`.
    public var namespace: String? { json.at("metadata", "namespace")?.string }
    /// `metadata.uid`, empty on an object that no server has seen.
    public var uid: String { json.at("metadata", "uid")?.string ?? "" }
    /// `metadata.resourceVersion`.
    public var resourceVersion: String? { json.at("metadata", "resourceVersion")?.string }
    /// `metadata.generation`.
    public var generation: Int? { json.at("metadata", "generation")?.int }
    /// `metadata.creationTimestamp`.
    public var createdAt: Date? { json.at("metadata", "creationTimestamp")?.string.flatMap(KubernetesTime.parse) }
    /// Whether the object is being deleted.
    public var isTerminating: Bool { json.at("metadata", "deletionTimestamp")?.string != nil }
    /// `metadata.finalizers`.
    public var finalizers: [String] { json.at("metadata", "finalizers")?.array?.compactMap(\.string) ?? [] }
    /// `metadata.labels`.
    public var labels: [String: String] { Self.strings(json.at("metadata", "labels")) }
    /// `metadata.annotations`.
    public var annotations: [String: String] { Self.strings(json.at("metadata", "annotations")) }
    /// `spec`.
    public var spec: JSONValue { json["spec"] ?? .null }
    /// `status`.
    public var status: JSONValue { json["status"] ?? .null }
    /// `data` of a configuration map, its texts.
    public var texts: [String: String] { Self.strings(json["data"]) }
    /// The condition of that type under `status.conditions`.
    public func condition(_ type: String) -> JSONValue? {
        status["conditions"]?.array?.first { $0["type"]?.string == type }
    }
    /// The UIDs of the objects that own this one.
    public var ownerUIDs: [String] {
        json.at("metadata", "ownerReferences")?.array?.compactMap { $0["uid"]?.string } ?? []
    }
    /// The managers that own fields of this object, each once, in the server's order.
    public var fieldManagers: [String] {
        var seen: [String] = []
        for entry in json.at("metadata", "managedFields")?.array ?? [] {
            if let manager = entry["manager"]?.string, !seen.contains(manager) { seen.append(manager) }
        }
        return seen
    }

    private static func strings(_ value: JSONValue?) -> [String: String] {
        value?.object?.compactMapValues(\.string) ?? [:]
    }
}

extension KubernetesObject {
    /// Where the object is; nil when its kind is not among the known ones.
    public var reference: ObjectReference? {
        ObjectKind.known(apiVersion: apiVersion, kind: kindName).map {
            ObjectReference($0, name, namespace: namespace)
        }
    }
}
