// SPDX-License-Identifier: MIT

/// A registry's host as requests name it.
struct RegistryAddress: Sendable, Hashable {
    /// The host with its port, as references write it.
    let name: String
    /// Whether it may be spoken to without TLS.
    let allowsPlain: Bool

    /// - Parameter isInsecure: whether the user allows plain HTTP; this machine's own registries are allowed it always.
    init(_ registry: String, isInsecure: Bool) {
        name = registry
        allowsPlain = isInsecure || Self.isLoopback(registry)
    }

    /// The host that answers: Docker Hub's differs from its name.
    var host: String { name == "docker.io" ? "registry-1.docker.io" : name }

    /// Whether the registry is on this machine by its very name, so that nobody else can answer.
    static func isLoopback(_ registry: String) -> Bool {
        let host =
            registry.hasPrefix("[")
            ? String(registry.prefix { $0 != "]" }.dropFirst()) : String(registry.prefix { $0 != ":" })
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
