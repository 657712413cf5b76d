// SPDX-License-Identifier: MIT
public import HimatSupport

/// The kubeconfig HiMAT writes for an EKS cluster: any tool of the field gets its tokens from `himat-eks token`.
public struct KubeconfigFile: Sendable {
    /// The name of cluster, user and context: account, region and name.
    public var identity: ClusterIdentity
    /// The API server's URL.
    public var server: String
    /// The server's certificate authority, base64 of PEM, as DescribeCluster gives it.
    public var authority: String
    /// The absolute path of `himat-eks`.
    public var program: String
    /// The profile the program is to use; nil = as the caller's environment says.
    public var profile: String?
    /// Further variables the program needs, e.g. `AWS_ENDPOINT_URL`.
    public var environment: [String: String]

    /// Describes the file.
    public init(
        identity: ClusterIdentity, server: String, authority: String, program: String, profile: String? = nil,
        environment: [String: String] = [:]
    ) {
        self.identity = identity
        self.server = server
        self.authority = authority
        self.program = program
        self.profile = profile
        self.environment = environment
    }

    /// The file as a document.
    public var document: JSONValue {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": .string(name),
            "clusters": [["name": .string(name), "cluster": cluster]],
            "contexts": [["name": .string(name), "context": ["cluster": .string(name), "user": .string(name)]]],
            "users": [["name": .string(name), "user": ["exec": exec]]],
        ]
    }

    /// Another kubeconfig with this cluster, user and context in it: entries of the same name are replaced, all others stay.
    ///
    /// The current context becomes this one.
    public func merged(into present: JSONValue) -> JSONValue {
        guard present.object != nil else { return document }
        var result = present
        for list in ["clusters", "contexts", "users"] {
            let own = document[list]?.array ?? []
            var entries = present[list]?.array ?? []
            entries.removeAll { $0["name"]?.string == name }
            result[list] = .array(entries + own)
        }
        result["apiVersion"] = "v1"
        result["kind"] = "Config"
        result["current-context"] = .string(name)
        return result
    }

    private var name: String { identity.description }

    private var cluster: JSONValue {
        ["server": .string(server), "certificate-authority-data": .string(authority)]
    }

    private var exec: JSONValue {
        var variables = environment
        if let profile { variables["AWS_PROFILE"] = profile }
        return [
            "apiVersion": "client.authentication.k8s.io/v1beta1", "command": .string(program),
            "args": ["token", "--cluster-name", .string(identity.name), "--region", .string(identity.region)],
            "env": .array(
                variables.sorted { $0.key < $1.key }.map { ["name": .string($0.key), "value": .string($0.value)] }),
            "interactiveMode": "Never", "provideClusterInfo": false,
        ]
    }
}
