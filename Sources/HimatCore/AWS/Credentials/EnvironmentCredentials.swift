// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials: CredentialProvider {
    private let environment: ProcessEnvironment

    init(_ environment: ProcessEnvironment) { self.environment = environment }

    var name: String { "environment" }

    func find() throws -> CredentialFinding {
        switch (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) {
        case (nil, nil):
            return .none("AWS_ACCESS_KEY_ID is not set")
        case (let id?, let secret?):
            return .found(
                AWSCredentials(
                    accessKeyID: id, secretAccessKey: Sensitive(secret),
                    sessionToken: (environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"]).map {
                        Sensitive($0)
                    },
                    expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap { SigningTime.date(iso: $0) },
                    source: "the environment (AWS_ACCESS_KEY_ID)"))
        case (let id, _):
            let missing = id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            let present = id == nil ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"
            throw HimatError(
                .credentials, "\(present) is set and \(missing) is not", nextStep: "set both, or neither")
        }
    }
}
