// SPDX-License-Identifier: MIT
public import HimatSupport

/// The credentials of registries as docker and podman keep them: in files or with helpers. Read from both, written as
/// docker writes ([docker login](https://docs.docker.com/reference/cli/docker/login/)).
public struct CredentialKeeper: Sendable {
    private let environment: ProcessEnvironment
    private let clock: any WallClock

    /// Looks into this environment: `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`, `XDG_RUNTIME_DIR`, home.
    public init(_ environment: ProcessEnvironment, clock: any WallClock) {
        self.environment = environment
        self.clock = clock
    }

    private var dockerPath: String { "\(DockerContexts.folder(environment))/config.json" }

    private var paths: [String] {
        if let own = environment["REGISTRY_AUTH_FILE"] { return [environment.absolute(own)] }
        let runtime = environment["XDG_RUNTIME_DIR"].map { "\($0)/containers/auth.json" }
        let config = environment["XDG_CONFIG_HOME"] ?? "\(environment.home)/.config"
        return [dockerPath] + [runtime, "\(config)/containers/auth.json"].compactMap { $0 }
    }

    /// The credentials for a repository; nil when nobody has any.
    /// - Throws: `HimatError`: usage for a file that cannot be read, credentials for a helper that fails.
    public func credentials(for reference: ImageReference) async throws -> RegistryCredentials? {
        try await credentials(registry: reference.registry, repository: reference.repository)
    }

    /// The credentials for a registry.
    public func credentials(registry: String, repository: String = "") async throws -> RegistryCredentials? {
        for path in paths {
            guard let file = try CredentialFile.read(path) else { continue }
            if let name = file.helper(for: registry) {
                let helper = try CredentialHelper(name, environment, clock: clock)
                if let found = try await helper.get(registry) { return found }
            }
            if let found = try file.credentials(registry: registry, repository: repository) { return found }
        }
        return nil
    }

    /// Keeps name and password of a registry: with docker's helper when there is one, else in its `config.json`, mode 0600.
    /// - Returns: where they are now, for people.
    public func store(user: String, password: Sensitive<String>, for registry: String) async throws -> String {
        var file = try CredentialFile.read(dockerPath) ?? CredentialFile(path: dockerPath)
        guard let name = file.helper(for: registry) else {
            file.set(user, password, for: registry)
            try file.write()
            return dockerPath
        }
        let helper = try CredentialHelper(name, environment, clock: clock)
        try await helper.store(user, password, for: registry)
        file.setEntry(.object([:]), for: registry)
        try file.write()
        return "docker-credential-\(name)"
    }

    /// Forgets a registry's credentials in docker's files and with its helper.
    /// - Returns: whether there were any.
    public func remove(_ registry: String) async throws -> Bool {
        guard var file = try CredentialFile.read(dockerPath) else { return false }
        var wasThere = false
        if let name = file.helper(for: registry) {
            let helper = try CredentialHelper(name, environment, clock: clock)
            wasThere = try await helper.get(registry) != nil
            if wasThere { try await helper.erase(registry) }
        }
        let wasWritten = file.remove(registry)
        if wasWritten { try file.write() }
        return wasThere || wasWritten
    }
}
