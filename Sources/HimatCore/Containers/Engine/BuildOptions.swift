// SPDX-License-Identifier: MIT
public import HimatSupport

/// What a build is asked for ([ImageBuild](https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild)).
public struct BuildOptions: Sendable {
    /// The names of the image.
    public var tags: [ImageReference]
    /// The Dockerfile's path in the context.
    public var dockerfile = "Dockerfile"
    /// Values of `ARG`; they can be read out of the image, so none may be a secret.
    public var arguments: [String: String] = [:]
    /// Labels of the image.
    public var labels: [String: String] = [:]
    /// `os/architecture`, e.g. `linux/amd64`; nil = the engine's own.
    public var platform: String?
    /// The network of `RUN`, e.g. `host`; nil = the engine's usual one.
    public var network: String?
    /// The stage to stop at.
    public var target: String?
    /// Whether every step is done anew.
    public var ignoresCache = false
    /// Images whose layers may be used again wherever they fit; docker only, podman means registries by it.
    public var cacheSources: [String] = []
    /// Whether the base is asked for at its registry even if it is there.
    public var pullsBase = false
    /// Credentials for private bases, by registry.
    public var credentials: [String: RegistryCredentials] = [:]

    /// Options with everything else as usual.
    public init(tags: [ImageReference]) { self.tags = tags }

    var query: [(name: String, value: String)] {
        var query = tags.map { (name: "t", value: $0.description) }
        query += [("dockerfile", dockerfile), ("rm", "1"), ("forcerm", "1")]
        if !arguments.isEmpty { query.append(("buildargs", Self.json(arguments))) }
        if !labels.isEmpty { query.append(("labels", Self.json(labels))) }
        if let platform { query.append(("platform", platform)) }
        if let network { query.append(("networkmode", network)) }
        if let target { query.append(("target", target)) }
        if ignoresCache { query.append(("nocache", "1")) }
        if !cacheSources.isEmpty {
            query.append(("cachefrom", JSONValue.array(cacheSources.map { .string($0) }).rendered()))
        }
        if pullsBase { query.append(("pull", "1")) }
        return query
    }

    private static func json(_ members: [String: String]) -> String {
        JSONValue.object(members.mapValues { .string($0) }).rendered()
    }
}
