// SPDX-License-Identifier: MIT
internal import HimatSupport

/// An image that an engine holds.
public struct EngineImage: Sendable, Equatable {
    /// `sha256:…` of its configuration.
    public let id: String
    /// Its names, `registry/repository:tag`.
    public let tags: [String]
    /// When it was built, seconds since 1970; nil where the engine says it otherwise.
    public let created: Int?
    /// Its size unpacked, in bytes.
    public let size: Int
    /// Its labels.
    public let labels: [String: String]

    init?(_ entry: JSONValue) {
        guard let id = entry["Id"]?.string else { return nil }
        self.id = id.hasPrefix("sha256:") ? id : "sha256:\(id)"
        tags = (entry["RepoTags"]?.array ?? []).compactMap(\.string).filter { $0 != "<none>:<none>" }
        created = entry["Created"]?.int
        size = entry["Size"]?.int ?? 0
        labels = entry["Labels"]?.texts ?? [:]
    }
}

/// What an engine knows of one image.
public struct EngineImageDetails: Sendable, Equatable {
    /// `sha256:…` of its configuration.
    public let id: String
    /// Its names, `registry/repository:tag`.
    public let tags: [String]
    /// When it was built, as RFC 3339 text.
    public let created: String
    /// Its size unpacked, in bytes.
    public let size: Int
    /// `amd64`, `arm64` …
    public let architecture: String
    /// `linux`.
    public let os: String
    /// The user its processes run as; empty = root.
    public let user: String
    /// Its variables, `NAME=value`.
    public let environment: [String]
    /// Its labels.
    public let labels: [String: String]
    /// The digests of its unpacked layers, the lowest first.
    public let layers: [String]

    init(_ document: JSONValue) throws {
        guard let id = document["Id"]?.string else {
            throw HimatError(.malformed, "The engine described an image without an id")
        }
        let config = document["Config"] ?? .null
        self.id = id.hasPrefix("sha256:") ? id : "sha256:\(id)"
        tags = (document["RepoTags"]?.array ?? []).compactMap(\.string)
        created = document["Created"]?.string ?? ""
        size = document["Size"]?.int ?? 0
        architecture = document["Architecture"]?.string ?? ""
        os = document["Os"]?.string ?? ""
        user = config["User"]?.string ?? ""
        environment = (config["Env"]?.array ?? []).compactMap(\.string)
        labels = config["Labels"]?.texts ?? [:]
        layers = (document.at("RootFS", "Layers")?.array ?? []).compactMap(\.string)
    }

    /// `linux/amd64`.
    public var platform: String { "\(os)/\(architecture)" }
}

extension JSONValue {
    /// The members of an object that are texts.
    var texts: [String: String] { (object ?? [:]).compactMapValues(\.string) }
}
