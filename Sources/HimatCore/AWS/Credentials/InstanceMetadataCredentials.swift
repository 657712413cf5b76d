// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// The role of the EC2 instance this runs on, by instance metadata version 2 alone
/// ([settings](https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html)).
struct InstanceMetadataCredentials: CredentialProvider {
    private static let path = "/latest/meta-data/iam/security-credentials/"

    private let scene: CredentialScene

    init(_ scene: CredentialScene) { self.scene = scene }

    var name: String { "instance metadata" }

    func find() async throws -> CredentialFinding {
        if try scene.settings.flag("AWS_EC2_METADATA_DISABLED", "ec2_metadata_disabled") == true {
            return .none("AWS_EC2_METADATA_DISABLED is true")
        }
        let base = try base()
        let reader = MetadataReader(
            timeout: .seconds(try number("AWS_METADATA_SERVICE_TIMEOUT")),
            attempts: try number("AWS_METADATA_SERVICE_NUM_ATTEMPTS"), scene: scene)
        let session: [UInt8]
        do {
            session = try await reader.read(
                "PUT", "\(base)/latest/api/token", ["X-aws-ec2-metadata-token-ttl-seconds": "21600"])
        } catch let error as HimatError {
            return .none("no session at \(base): \(error.message)")
        }
        let headers: HTTPHeaders = ["X-aws-ec2-metadata-token": String(decoding: session, as: UTF8.self)]
        let roles: [UInt8]
        do {
            roles = try await reader.read("GET", base + Self.path, headers)
        } catch let error as HimatError where error.code == .notFound {
            return .none("this instance has no role")
        }
        guard let role = String(decoding: roles, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
            return .none("this instance has no role")
        }
        let document = try JSONValue.parse(try await reader.read("GET", base + Self.path + role, headers))
        if let code = document["Code"]?.string, code != "Success" {
            throw HimatError(.credentials, "The instance's role \(role) gives no keys: \(code)")
        }
        return .found(try AWSCredentials(document: document, tokenName: "Token", source: "the instance's role \(role)"))
    }

    private func base() throws -> String {
        let environment = scene.settings.environment
        let mode = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() ?? "ipv4"
        let usual = mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let url = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? usual
        guard URLParts(url) != nil, mode == "ipv4" || mode == "ipv6" else {
            throw HimatError(.usage, "The instance metadata endpoint or its mode is not understood: \(url), \(mode)")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private func number(_ variable: String) throws -> Int {
        guard let text = scene.settings.environment[variable] else { return 1 }
        guard let value = Int(text), (1...60).contains(value) else {
            throw HimatError(.usage, "\(variable) must be a number from 1 to 60, not \(text)")
        }
        return value
    }
}
