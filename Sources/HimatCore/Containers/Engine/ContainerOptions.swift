// SPDX-License-Identifier: MIT
internal import HimatSupport

/// How a container is made.
public struct ContainerOptions: Sendable {
    /// The image's name or id.
    public var image: String
    /// The command's words; nil = the image's own.
    public var command: [String]?
    /// The entry point's words; nil = the image's own, empty = none.
    public var entrypoint: [String]?
    /// Variables beside the image's.
    public var environment: [String: String] = [:]
    /// `user:group`; nil = the image's own.
    public var user: String?
    /// Labels of the container.
    public var labels: [String: String] = [:]
    /// `none`, `host` …; nil = the engine's usual one.
    public var network: String?
    /// Whether a small first process ends what others leave behind.
    public var usesInit = false
    /// The folder commands start in.
    public var workingFolder: String?

    /// A container of this image.
    public init(image: String, command: [String]? = nil) {
        self.image = image
        self.command = command
    }

    var json: JSONValue {
        var host: JSONValue = ["Init": .bool(usesInit)]
        if let network { host["NetworkMode"] = .string(network) }
        var json: JSONValue = ["Image": .string(image), "HostConfig": host]
        if let command { json["Cmd"] = .array(command.map { .string($0) }) }
        if let entrypoint { json["Entrypoint"] = .array(entrypoint.map { .string($0) }) }
        if !environment.isEmpty {
            json["Env"] = .array(environment.sorted { $0.key < $1.key }.map { .string("\($0.key)=\($0.value)") })
        }
        if let user { json["User"] = .string(user) }
        if !labels.isEmpty { json["Labels"] = .object(labels.mapValues { .string($0) }) }
        if let workingFolder { json["WorkingDir"] = .string(workingFolder) }
        return json
    }
}
