// SPDX-License-Identifier: MIT
internal import HimatSupport

extension KubernetesClient {
    /// Every kind of object that can be listed and deleted in a namespace, custom ones included, each in its group's preferred version.
    ///
    /// A group whose own server does not answer is left out, as the API server itself leaves it out.
    public func namespacedKinds() async throws -> [ObjectKind] {
        let groups = try await json(Call(method: "GET", path: "/apis", action: "Asking for the groups")).json
        let versions = (groups["groups"]?.array ?? []).compactMap { group in
            group.at("preferredVersion", "groupVersion")?.string
        }
        return try await withThrowingTaskGroup(of: [ObjectKind].self) { tasks in
            for version in ["v1"] + versions {
                tasks.addTask {
                    let path = version.contains("/") ? "/apis/\(version)" : "/api/\(version)"
                    do {
                        let call = Call(method: "GET", path: path, action: "Asking for the kinds of \(version)")
                        return Self.deletable(try await json(call).json, version)
                    } catch let error as HimatError where error.code == .service || error.code == .notFound {
                        return []
                    }
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }.sorted { $0.apiVersion + $0.kind < $1.apiVersion + $1.kind }
        }
    }

    private static func deletable(_ list: JSONValue, _ version: String) -> [ObjectKind] {
        let usable = Set(
            (list["resources"]?.array ?? []).compactMap { resource -> String? in
                let verbs = resource["verbs"]?.array?.compactMap(\.string) ?? []
                return verbs.contains("list") && verbs.contains("delete") ? resource["name"]?.string : nil
            })
        return Discovery.parse(list, apiVersion: version).filter { $0.isNamespaced && usable.contains($0.plural) }
    }
}
