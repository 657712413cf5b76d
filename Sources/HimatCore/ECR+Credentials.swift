// SPDX-License-Identifier: MIT
public import HimatAWS
public import HimatContainers

extension ECR {
    /// The password of some hours that AWS gives a caller with keys, in place of credentials that are kept.
    ///
    /// Where two rooms meet, neither can hold it: it stands in the umbrella.
    public func credentials() async throws -> RegistryCredentials {
        let authorization = try await getAuthorizationToken()
        return RegistryCredentials(
            .password(user: authorization.user, authorization.password), origin: "ecr:GetAuthorizationToken")
    }
}
