// SPDX-License-Identifier: MIT
internal import HimatHTTP
public import HimatSupport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds container engines in docker's own order: `DOCKER_HOST`, the docker context, `CONTAINER_HOST`, then the sockets that
/// docker and podman use when nobody says anything
/// ([docker contexts](https://docs.docker.com/engine/manage-resources/contexts/)).
public struct EngineLocator: Sendable {
    private let environment: ProcessEnvironment
    private let systemFolder: String

    /// Looks into this environment.
    /// - Parameter systemFolder: what stands before `/var/run` and `/run`; empty but for tests.
    public init(_ environment: ProcessEnvironment, systemFolder: String = "") {
        self.environment = environment
        self.systemFolder = systemFolder
    }

    /// The places to try, the likeliest first; a single one when the user chose it.
    /// - Throws: `HimatError` (usage) for an address that cannot be used, or a context that is not there.
    public func endpoints() throws -> [EngineEndpoint] {
        if let host = environment["DOCKER_HOST"] {
            return [try endpoint(host, tls: tlsOfEnvironment(), origin: "DOCKER_HOST")]
        }
        let contexts = DockerContexts(environment)
        if let name = try contexts.currentName() {
            let context = try contexts.context(name)
            return [try endpoint(context.host, tls: context.tls, origin: "docker context \(name)")]
        }
        if let host = environment["CONTAINER_HOST"] {
            return [try endpoint(host, tls: nil, origin: "CONTAINER_HOST")]
        }
        return usualSockets.map { EngineEndpoint(.socket($0.path), origin: $0.origin, isChosen: false) }
    }

    private var usualSockets: [(path: String, origin: String)] {
        let runtime = environment["XDG_RUNTIME_DIR"] ?? "\(systemFolder)/run/user/\(getuid())"
        return [
            ("\(systemFolder)/var/run/docker.sock", "docker"),
            ("\(runtime)/docker.sock", "rootless docker"),
            ("\(environment.home)/.docker/run/docker.sock", "Docker Desktop"),
            ("\(systemFolder)/run/podman/podman.sock", "podman"),
            ("\(runtime)/podman/podman.sock", "rootless podman"),
        ]
    }

    private func endpoint(_ address: String, tls: TLSOptions?, origin: String) throws -> EngineEndpoint {
        let (scheme, rest) = Self.parts(of: address)
        switch scheme {
        case "unix":
            guard rest.hasPrefix("/") else { break }
            return EngineEndpoint(.socket(rest), origin: origin, isChosen: true)
        case "tcp", "http", "https":
            let place = rest.last == "/" ? String(rest.dropLast()) : rest
            guard !place.isEmpty, !place.contains("@"), !place.contains("/") else { break }
            let isSecure = tls != nil || scheme == "https"
            let port = Self.hasPort(place) ? "" : isSecure ? ":2376" : ":2375"
            let url = "\(isSecure ? "https" : "http")://\(place)\(port)"
            return EngineEndpoint(.network(url: url, tls: tls ?? TLSOptions()), origin: origin, isChosen: true)
        case "ssh":
            throw HimatError(
                .usage, "\(origin) names an engine behind ssh, which HiMAT does not speak",
                nextStep:
                    "forward its socket: ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST, then DOCKER_HOST=unix:///tmp/engine.sock"
            )
        default: break
        }
        throw HimatError(
            .usage, "\(origin) is \(address.harmless.debugDescription), which is no address of a container engine",
            nextStep: "write unix:///path/of/docker.sock or tcp://host:2376")
    }

    private static func hasPort(_ place: String) -> Bool {
        place[(place.lastIndex(of: "]") ?? place.startIndex)...].contains(":")
    }

    private static func parts(of address: String) -> (scheme: String, rest: String) {
        guard let mark = address.firstRange(of: "://") else {
            return address.hasPrefix("/") ? ("unix", address) : ("tcp", address)
        }
        return (address[..<mark.lowerBound].lowercased(), String(address[mark.upperBound...]))
    }

    /// `DOCKER_TLS_VERIFY` with the three files of `DOCKER_CERT_PATH`, or of docker's folder.
    private func tlsOfEnvironment() throws -> TLSOptions? {
        guard environment["DOCKER_TLS_VERIFY"] != nil || environment["DOCKER_TLS"] != nil else { return nil }
        let folder = environment["DOCKER_CERT_PATH"].map(environment.absolute) ?? DockerContexts.folder(environment)
        return try DockerContexts.tls(in: folder, isVerified: environment["DOCKER_TLS_VERIFY"] != nil)
    }
}
