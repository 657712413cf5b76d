// SPDX-License-Identifier: MIT
import ArgumentParser

/// The flags of every command that talks to a registry.
struct RegistryOptions: ParsableArguments, Sendable {
    @Flag(help: "Allow plain HTTP for this registry; registries of this machine are allowed it always.")
    var insecure = false

    @Option(help: ArgumentHelp("The AWS profile for Elastic Container Registry, over AWS_PROFILE.", valueName: "name"))
    var profile: String?
}
