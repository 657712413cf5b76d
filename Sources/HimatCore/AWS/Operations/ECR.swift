// SPDX-License-Identifier: MIT
internal import FoundationEssentials
public import HimatSupport

/// The calls to [Elastic Container Registry](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/) that a push needs.
public struct ECR: Sendable {
    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// A repository.
    public struct Repository: Sendable, Equatable {
        /// Its name in the registry.
        public let name: String
        /// `account.dkr.ecr.region.amazonaws.com/name`.
        public let uri: String
        /// Its ARN.
        public let arn: String

        init(_ json: JSONValue) throws {
            guard let name = json["repositoryName"]?.string, let uri = json["repositoryUri"]?.string,
                let arn = json["repositoryArn"]?.string
            else { throw HimatError(.malformed, "ECR described a repository without its name") }
            self.name = name
            self.uri = uri
            self.arn = arn
        }
    }

    /// A password for the registry, good for some hours.
    public struct Authorization: Sendable {
        /// The user's name, `AWS`.
        public let user: String
        /// The password.
        public let password: Sensitive<String>
        /// The registry's host.
        public let registry: String
    }

    /// A repository by name; nil when there is none.
    public func describeRepository(_ name: String) async throws -> Repository? {
        try await nilIfNotFound {
            let answer = try await aws.json(
                .ecr, "DescribeRepositories", ["repositoryNames": .strings([name])], repeatability: .safe)
            guard let first = answer["repositories"]?[0] else {
                throw HimatError(.malformed, "ECR did not describe the repository \(name)")
            }
            return try Repository(first)
        }
    }

    /// Makes a repository whose images are scanned as they come and encrypted.
    /// - Throws: `HimatError` (service, `RepositoryAlreadyExistsException`) when there is one of that name.
    public func createRepository(_ name: String, tags: [String: String]) async throws -> Repository {
        let pairs = tags.sorted { $0.key < $1.key }.map { JSONValue.strings(["Key": $0.key, "Value": $0.value]) }
        let answer = try await aws.json(
            .ecr, "CreateRepository",
            [
                "repositoryName": .string(name), "tags": .array(pairs),
                "imageScanningConfiguration": ["scanOnPush": true],
                "encryptionConfiguration": ["encryptionType": "AES256"],
            ], repeatability: .never)
        return try Repository(answer["repository"] ?? .null)
    }

    /// A password for the caller's registry.
    public func getAuthorizationToken() async throws -> Authorization {
        let answer = try await aws.json(.ecr, "GetAuthorizationToken", [:], repeatability: .safe)
        guard let entry = answer["authorizationData"]?[0], let packed = entry["authorizationToken"]?.string,
            let text = Data(base64Encoded: packed).map({ String(decoding: $0, as: UTF8.self) }),
            let colon = text.firstIndex(of: ":"), let endpoint = entry["proxyEndpoint"]?.string
        else { throw HimatError(.malformed, "ECR sent no password") }
        let host = endpoint.firstRange(of: "://").map { String(endpoint[$0.upperBound...]) } ?? endpoint
        return Authorization(
            user: String(text[..<colon]), password: Sensitive(String(text[text.index(after: colon)...])),
            registry: host)
    }
}
