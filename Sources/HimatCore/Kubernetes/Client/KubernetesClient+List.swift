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
    /// All objects of a kind, page by page; a page token that expired on the way starts the list once more.
    /// - Parameter namespace: nil = of every namespace.
    public func list(
        _ kind: ObjectKind, namespace: String? = nil, _ selector: ObjectSelector = .all, pageSize: Int = 500
    ) async throws -> ObjectList {
        let (items, version) = try await list(kind, namespace: namespace, selector, pageSize: pageSize) { $0 }
        return ObjectList(items: items, resourceVersion: version)
    }

    /// What is wanted of each object of a kind: the objects are read one after the other and kept no longer than that.
    /// - Parameters:
    ///   - namespace: nil = of every namespace.
    ///   - wanted: what is kept of an object; nil = nothing.
    public func list<Value: Sendable>(
        _ kind: ObjectKind, namespace: String? = nil, _ selector: ObjectSelector = .all, pageSize: Int = 500,
        keeping wanted: @Sendable (KubernetesObject) throws -> Value?
    ) async throws -> (values: [Value], resourceVersion: String) {
        do {
            return try await pages(kind, namespace, selector, pageSize, wanted)
        } catch let error as HimatError where error.code == .expired {
            return try await pages(kind, namespace, selector, pageSize, wanted)
        }
    }

    private func pages<Value: Sendable>(
        _ kind: ObjectKind, _ namespace: String?, _ selector: ObjectSelector, _ size: Int,
        _ wanted: @Sendable (KubernetesObject) throws -> Value?
    ) async throws -> (values: [Value], resourceVersion: String) {
        var (values, version) = ([Value](), "")
        var next: String?
        repeat {
            var query = selector.query + [("limit", String(size))]
            if let next { query.append(("continue", next)) }
            let call = Call(
                method: "GET", path: kind.path(namespace: namespace), query: query, action: "Listing \(kind.plural)")
            let (found, around) = try await page(call, kind, wanted)
            values += found
            version = around.at("metadata", "resourceVersion")?.string ?? version
            next = around.at("metadata", "continue")?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while next != nil
        return (values, version)
    }

    /// One page; one that is cut off is asked for once more.
    private func page<Value: Sendable>(
        _ call: Call, _ kind: ObjectKind, _ wanted: @Sendable (KubernetesObject) throws -> Value?
    ) async throws -> (values: [Value], around: JSONValue) {
        do {
            return try await read(call, kind, wanted)
        } catch let error as HimatError where error.httpFailure?.reason == .cut {
            return try await read(call, kind, wanted)
        }
    }

    private func read<Value: Sendable>(
        _ call: Call, _ kind: ObjectKind, _ wanted: @Sendable (KubernetesObject) throws -> Value?
    ) async throws -> (values: [Value], around: JSONValue) {
        var (values, reader) = ([Value](), ListReader())
        for try await piece in try await stream(call).body {
            try reader.take(piece) { item in
                var item = item
                item["apiVersion"] = .string(kind.apiVersion)
                item["kind"] = .string(kind.kind)
                if let value = try wanted(KubernetesObject(item)) { values.append(value) }
            }
        }
        do {
            return (values, try reader.rest())
        } catch {
            throw HimatError(.malformed, "\(call.action): the answer is not a list", cause: error)
        }
    }
}
