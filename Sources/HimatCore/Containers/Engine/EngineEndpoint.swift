// SPDX-License-Identifier: MIT
public import HimatHTTP

/// Where a container engine listens, and what said so.
public struct EngineEndpoint: Sendable, Hashable {
    /// The way to it.
    public enum Route: Sendable, Hashable {
        /// A unix socket's path.
        case socket(String)
        /// `http://host:port` or `https://host:port`, and what TLS trusts and shows.
        case network(url: String, tls: TLSOptions)
    }

    /// The way to it.
    public let route: Route
    /// What named it: `DOCKER_HOST`, `docker context work`, `docker's usual socket` …
    public let origin: String
    /// Whether the user asked for just this one, so that no other may stand in for it.
    public let isChosen: Bool

    /// Describes a place.
    public init(_ route: Route, origin: String, isChosen: Bool) {
        self.route = route
        self.origin = origin
        self.isChosen = isChosen
    }

    /// The address as docker writes it: `unix:///var/run/docker.sock`, `tcp://host:2376`.
    public var address: String {
        switch route {
        case .socket(let path): "unix://\(path)"
        case .network(let url, _): "tcp://" + url.drop { $0 != ":" }.dropFirst(3)
        }
    }
}
