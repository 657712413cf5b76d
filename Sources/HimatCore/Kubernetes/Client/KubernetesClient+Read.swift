// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The objects of a list and the moment they were true at.
public struct ObjectList: Sendable {
    /// The objects; each carries apiVersion and kind, which servers leave out of lists.
    public var items: [KubernetesObject]
    /// Where a watch goes on from.
    public var resourceVersion: String
}

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

    /// All objects of a kind, page by page; a page token that expired on the way starts the list once more.
    /// - Parameter namespace: nil = of every namespace.
    public func list(
        _ kind: ObjectKind, namespace: String? = nil, _ selector: ObjectSelector = .all, pageSize: Int = 500
    ) async throws -> ObjectList {
        do {
            return try await pages(kind, namespace, selector, pageSize)
        } catch let error as HimatError where error.code == .expired {
            return try await pages(kind, namespace, selector, pageSize)
        }
    }

    private func pages(_ kind: ObjectKind, _ namespace: String?, _ selector: ObjectSelector, _ size: Int) async throws
        -> ObjectList
    {
        var list = ObjectList(items: [], resourceVersion: "")
        var next: String?
        repeat {
            var query = selector.query + [("limit", String(size))]
            if let next { query.append(("continue", next)) }
            let call = Call(
                method: "GET", path: kind.path(namespace: namespace), query: query, action: "Listing \(kind.plural)")
            let page = try await json(call).json
            for item in page["items"]?.array ?? [] {
                var item = item
                item["apiVersion"] = .string(kind.apiVersion)
                item["kind"] = .string(kind.kind)
                list.items.append(KubernetesObject(item))
            }
            list.resourceVersion = page.at("metadata", "resourceVersion")?.string ?? list.resourceVersion
            next = page.at("metadata", "continue")?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while next != nil
        return list
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
    public func mayI(_ verb: String, _ kind: ObjectKind, namespace: String?) async throws -> Bool {
        var attributes: JSONValue = [
            "verb": .string(verb), "group": .string(kind.group), "resource": .string(kind.plural),
        ]
        if let namespace { attributes["namespace"] = .string(namespace) }
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
