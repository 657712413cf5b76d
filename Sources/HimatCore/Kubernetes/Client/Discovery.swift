// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The kinds a server told of, asked for group by group and kept for the client's life.
actor Discovery {
    private var kinds: [String: [ObjectKind]] = [:]

    /// The kind, after one question to the server for its group and version.
    func kind(
        apiVersion: String, kind: String, ask: @Sendable (_ path: String) async throws -> JSONValue
    ) async throws -> ObjectKind? {
        if kinds[apiVersion] == nil {
            let path = apiVersion.contains("/") ? "/apis/\(apiVersion)" : "/api/\(apiVersion)"
            kinds[apiVersion] = Self.parse(try await ask(path), apiVersion: apiVersion)
        }
        return kinds[apiVersion]?.first { $0.kind == kind }
    }

    /// Reads an `APIResourceList`; subresources (`pods/log`) are no kinds of their own.
    static func parse(_ list: JSONValue, apiVersion: String) -> [ObjectKind] {
        let halves = apiVersion.split(separator: "/").map(String.init)
        let (group, version) = halves.count == 2 ? (halves[0], halves[1]) : ("", apiVersion)
        return (list["resources"]?.array ?? []).compactMap { resource in
            guard let plural = resource["name"]?.string, !plural.contains("/"), let kind = resource["kind"]?.string
            else { return nil }
            return ObjectKind(
                group: group, version: version, kind: kind, plural: plural,
                isNamespaced: resource["namespaced"]?.bool ?? false)
        }
    }
}

extension KubernetesClient {
    /// The kind of that name: from the table, else asked of the server.
    /// - Throws: `HimatError` (notFound) when the server knows no such kind.
    public func kind(apiVersion: String, kind: String) async throws -> ObjectKind {
        if let known = ObjectKind.known(apiVersion: apiVersion, kind: kind) { return known }
        let found = try await discovery.kind(apiVersion: apiVersion, kind: kind) { path in
            try await json(Call(method: "GET", path: path, action: "Asking for the kinds of \(apiVersion)")).json
        }
        guard let found else {
            throw HimatError(.notFound, "The cluster knows no kind \(kind) in \(apiVersion)")
        }
        return found
    }

    /// The server's version, e.g. `v1.36.2`.
    public func serverVersion() async throws -> String {
        let answer = try await json(Call(method: "GET", path: "/version", action: "Asking for the server's version"))
        return answer.json["gitVersion"]?.string ?? "unknown"
    }
}
