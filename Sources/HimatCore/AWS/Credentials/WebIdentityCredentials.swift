// SPDX-License-Identifier: MIT
internal import HimatSupport

/// `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`: a role for whoever holds an identity provider's token.
struct WebIdentityCredentials: CredentialProvider {
    private let scene: CredentialScene

    init(_ scene: CredentialScene) { self.scene = scene }

    var name: String { "web identity" }

    func find() async throws -> CredentialFinding {
        let environment = scene.settings.environment
        guard let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] else {
            return .none("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let arn = environment["AWS_ROLE_ARN"] else {
            throw HimatError(
                .credentials, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not",
                nextStep: "set both, or neither")
        }
        let role = AssumedRole(arn: arn, sessionName: environment["AWS_ROLE_SESSION_NAME"])
        return .found(try await role.assume(withTokenFile: environment.absolute(file), try scene.client()))
    }
}
