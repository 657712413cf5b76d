// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

extension KubernetesClient {
    /// The object, or nil when it does not exist.
    public func get(_ reference: ObjectReference) async throws -> KubernetesObject? {
        do {
            let call = Call(method: "GET", path: reference.path(), action: "Reading \(reference)")
            return KubernetesObject(try await json(call).json)
        } catch let error as HimatError where error.code == .notFound {
            return nil
        }
    }

    /// The last lines of a container's log.
    /// - Parameter previous: of the container that ran before the last restart.
    public func log(
        pod: String, namespace: String, container: String? = nil, lines: Int = 50, previous: Bool = false
    ) async throws -> String {
        var query = [("tailLines", String(lines)), ("limitBytes", String(1 << 20))]
        if let container { query.append(("container", container)) }
        if previous { query.append(("previous", "true")) }
        let reference = ObjectReference(.pod, pod, namespace: namespace)
        let answer = try await stream(
            Call(
                method: "GET", path: reference.path(subresource: "log"), query: query,
                action: "Reading the log of \(reference)"))
        var text: [UInt8] = []
        for try await piece in answer.body { text += piece }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the caller may do something, as the server says.
    /// - Parameter subresource: e.g. `exec`; nil = the object itself.
    public func mayI(_ verb: String, _ kind: ObjectKind, _ subresource: String? = nil, namespace: String?) async throws
        -> Bool
    {
        var attributes: JSONValue = [
            "verb": .string(verb), "group": .string(kind.group), "resource": .string(kind.plural),
        ]
        if let namespace { attributes["namespace"] = .string(namespace) }
        if let subresource { attributes["subresource"] = .string(subresource) }
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": attributes],
        ]
        let answer = try await json(
            Call(
                method: "POST", path: ObjectKind.selfSubjectAccessReview.path(namespace: nil), body: review,
                isRepeatable: true, action: "Asking whether \(verb) of \(kind.plural) is allowed"))
        return answer.json.at("status", "allowed")?.bool ?? false
    }
}
