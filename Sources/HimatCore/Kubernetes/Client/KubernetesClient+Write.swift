// SPDX-License-Identifier: MIT
public import HimatSupport

/// What happens to the objects that belong to a deleted one.
public enum DeletionPropagation: String, Sendable {
    /// They go first; the object stays readable until they are gone.
    case foreground = "Foreground"
    /// They go afterwards, by the garbage collector.
    case background = "Background"
    /// They stay.
    case orphan = "Orphan"
}

extension KubernetesClient {
    /// Creates an object; one that exists is a `conflict`.
    public func create(_ object: KubernetesObject) async throws -> KubernetesObject {
        let reference = try await locate(object)
        let call = Call(
            method: "POST", path: reference.kind.path(namespace: reference.namespace),
            query: [("fieldManager", manager)], body: object.json, action: "Creating \(reference)")
        return KubernetesObject(try await json(call).json)
    }

    /// Makes the object's fields what it says, by server-side apply.
    /// - Parameters:
    ///   - dryRun: the server answers what it would store and stores nothing.
    ///   - force: takes fields from other managers instead of failing with `conflict`.
    public func apply(_ object: KubernetesObject, dryRun: Bool = false, force: Bool = false) async throws
        -> KubernetesObject
    {
        let reference = try await locate(object)
        var query = [("fieldManager", manager)]
        if dryRun { query.append(("dryRun", "All")) }
        if force { query.append(("force", "true")) }
        let call = Call(
            method: "PATCH", path: reference.path(), query: query, body: object.json,
            contentType: "application/apply-patch+yaml", isRepeatable: true,
            action: "\(dryRun ? "Planning" : "Applying") \(reference)")
        return KubernetesObject(try await json(call).json)
    }

    /// Replaces an object whole; its resourceVersion, when given, must be the present one.
    public func replace(_ object: KubernetesObject) async throws -> KubernetesObject {
        let reference = try await locate(object)
        let call = Call(
            method: "PUT", path: reference.path(), query: [("fieldManager", manager)], body: object.json,
            isRepeatable: object.resourceVersion != nil, action: "Replacing \(reference)")
        return KubernetesObject(try await json(call).json)
    }

    /// Merges a document into an object ([RFC 7386](https://www.rfc-editor.org/rfc/rfc7386)); null removes a field.
    public func merge(_ reference: ObjectReference, _ patch: JSONValue, subresource: String? = nil) async throws
        -> KubernetesObject
    {
        let call = Call(
            method: "PATCH", path: reference.path(subresource: subresource),
            query: [("fieldManager", manager)], body: patch, contentType: "application/merge-patch+json",
            isRepeatable: true, action: "Changing \(reference)")
        return KubernetesObject(try await json(call).json)
    }

    /// Starts the deletion of an object; one that is not there is done.
    /// - Parameter uid: deletes only the object with this UID; another one of that name is a `conflict`.
    public func delete(
        _ reference: ObjectReference, uid: String? = nil, propagation: DeletionPropagation = .background
    ) async throws {
        var options: JSONValue = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
        ]
        if let uid { options["preconditions"] = ["uid": .string(uid)] }
        do {
            _ = try await json(
                Call(
                    method: "DELETE", path: reference.path(), body: options, isRepeatable: true,
                    action: "Deleting \(reference)"))
        } catch let error as HimatError where error.code == .notFound {
            return
        }
    }

    private func locate(_ object: KubernetesObject) async throws -> ObjectReference {
        let kind = try await kind(apiVersion: object.apiVersion, kind: object.kindName)
        return ObjectReference(kind, object.name, namespace: object.namespace)
    }
}
