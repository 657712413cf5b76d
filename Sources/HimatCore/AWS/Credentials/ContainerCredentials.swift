// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The endpoint that ECS, EKS Pod Identity and CloudShell give a container
/// ([settings](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)).
struct ContainerCredentials: CredentialProvider {
    private static let relativeBase = "http://169.254.170.2"
    private static let allowedHosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost", "::1",
    ]

    private let scene: CredentialScene

    init(_ scene: CredentialScene) { self.scene = scene }

    var name: String { "container" }

    func find() async throws -> CredentialFinding {
        let environment = scene.settings.environment
        let url: String
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = Self.relativeBase + path
        } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            url = full
        } else {
            return .none("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set")
        }
        try Self.check(url)
        let reader = MetadataReader(timeout: .seconds(2), attempts: 3, scene: scene)
        let body = try await reader.read("GET", url, try headers())
        let document = try JSONValue.parse(body)
        return .found(try AWSCredentials(document: document, tokenName: "Token", source: "the container's endpoint"))
    }

    /// Keys are asked for over TLS, or from this machine and its own link alone.
    private static func check(_ url: String) throws {
        guard let parts = URLParts(url) else {
            throw HimatError(.usage, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no address: \(url)")
        }
        let isLoopback = CIDR(address: parts.hostName).map { CIDR("127.0.0.0/8")?.contains($0) == true } ?? false
        guard parts.scheme == "https" || isLoopback || allowedHosts.contains(parts.hostName) else {
            throw HimatError(
                .usage, "AWS_CONTAINER_CREDENTIALS_FULL_URI may name \(parts.hostName) only with https",
                nextStep: "allowed without TLS: this machine, \(allowedHosts.sorted().joined(separator: ", "))")
        }
    }

    private func headers() throws -> HTTPHeaders {
        let environment = scene.settings.environment
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            guard let token = try SmallFile.text(at: environment.absolute(file)) else {
                throw HimatError(
                    .credentials, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names \(file), which is not there")
            }
            headers["Authorization"] = token
        } else {
            headers["Authorization"] = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        }
        if let value = headers["Authorization"], value.contains(where: \.isNewline) {
            throw HimatError(.usage, "The container's authorization token has a line break and cannot be sent")
        }
        return headers
    }
}
