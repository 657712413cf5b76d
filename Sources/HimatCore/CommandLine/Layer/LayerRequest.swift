// SPDX-License-Identifier: MIT

/// What the command line asks of a layer beside the layer's own flags.
public struct LayerRequest: Sendable {
    /// Which command opens the layer; a layer may leave out what the command does not need.
    public enum Verb: String, Sendable {
        case validate
        case plan
        case apply
        case destroy
        case status
        case output
    }

    /// The command.
    public var verb: Verb
    /// `--config`, `--set`, `--region` and their like.
    public var global: GlobalOptions
    /// What `--refresh` named; checked against the layer's `refreshNames`.
    public var refresh: Set<String>

    /// Builds a request.
    public init(verb: Verb, global: GlobalOptions, refresh: Set<String> = []) {
        self.verb = verb
        self.global = global
        self.refresh = refresh
    }
}

/// One thing `--refresh` can decide anew.
public struct RefreshName: Sendable, Equatable {
    /// What is typed.
    public var name: String
    /// What is looked up again, in a few words.
    public var description: String

    /// Builds a name.
    public init(_ name: String, _ description: String) {
        self.name = name
        self.description = description
    }
}
