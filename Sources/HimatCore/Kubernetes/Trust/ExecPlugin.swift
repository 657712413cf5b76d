// SPDX-License-Identifier: MIT

/// A program that gives credentials ([client-go exec plug-ins](https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins)).
public struct ExecPlugin: Sendable {
    /// The program: a name looked for in PATH, or a path.
    public var command: String
    /// Its arguments.
    public var arguments: [String]
    /// Variables added to the inherited environment.
    public var environment: [String: String]
    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    public var apiVersion: String
    /// What to tell the user when the program is missing.
    public var installHint: String?
    /// Whether the program is told about the cluster.
    public var providesClusterInfo: Bool
    /// Whether it may ask on a terminal: `Never`, `IfAvailable`, `Always`; v1 has no default.
    public var interactiveMode: String?

    /// Whether the program asks questions on a terminal, which HiMAT cannot offer it.
    public var isAlwaysInteractive: Bool { interactiveMode == "Always" }

    /// What keeps the program from being run, as the end of "exec of user …"; nil when it can be.
    var fault: String? {
        if command.isEmpty { return "has no command" }
        switch apiVersion {
        case "client.authentication.k8s.io/v1":
            guard let interactiveMode else { return "names no interactiveMode, which v1 needs" }
            return Self.modes.contains(interactiveMode) ? nil : "has the interactiveMode \"\(interactiveMode)\""
        case "client.authentication.k8s.io/v1beta1":
            return interactiveMode.map { Self.modes.contains($0) ? nil : "has the interactiveMode \"\($0)\"" } ?? nil
        default:
            return "has the apiVersion \"\(apiVersion)\"; v1 and v1beta1 are spoken here"
        }
    }

    private static let modes = ["Never", "IfAvailable", "Always"]
}
