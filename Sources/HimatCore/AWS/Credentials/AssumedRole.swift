// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// A role to be taken on through STS.
struct AssumedRole: Sendable, Equatable {
    /// The role's ARN.
    var arn: String
    /// What the session is called in logs; `himat` when nobody named it.
    var sessionName = "himat"
    /// What the role's owner wants to hear.
    var externalID: String?
    /// The session's length in seconds; nil = STS's own, an hour.
    var duration: Int?

    /// Reads a profile's role settings.
    /// - Throws: `HimatError` (usage) for a duration that is no number; (credentials) for a role that wants a code.
    init(_ profile: Profile, arn: String) throws {
        self.arn = arn
        sessionName = profile["role_session_name"] ?? sessionName
        externalID = profile["external_id"]
        if let serial = profile["mfa_serial"] {
            throw HimatError(
                .credentials,
                "The role of profile \(profile.name) wants a code of the device \(serial), which HiMAT does not ask for",
                nextStep:
                    "get a session with the AWS command line and take its keys: `eval \"$(aws configure export-credentials --profile \(profile.name) --format env)\"`"
            )
        }
        if let text = profile["duration_seconds"] {
            guard let seconds = Int(text), (900...43_200).contains(seconds) else {
                throw HimatError(
                    .usage, "duration_seconds of profile \(profile.name) must be from 900 to 43200, not \(text)")
            }
            duration = seconds
        }
    }

    /// A role with a session name, as the environment gives it.
    init(arn: String, sessionName: String?) {
        self.arn = arn
        self.sessionName = sessionName ?? self.sessionName
    }

    /// `AssumeRole` with other keys.
    func assume(with client: AWSClient) async throws -> AWSCredentials {
        var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let duration { parameters.append(("DurationSeconds", "\(duration)")) }
        let answer = try await client.query(.sts, "AssumeRole", parameters, repeatability: .safe)
        return try AWSCredentials(element: answer["AssumeRoleResult"]?["Credentials"], source: "role \(arn)")
    }

    /// `AssumeRoleWithWebIdentity` with a token read anew from its file each time, for it is rotated.
    func assume(withTokenFile path: String, _ client: AWSClient) async throws -> AWSCredentials {
        guard let token = try SmallFile.text(at: path), !token.isEmpty else {
            throw HimatError(.credentials, "The web identity token file \(path) is not there, or empty")
        }
        var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName), ("WebIdentityToken", token)]
        if let duration { parameters.append(("DurationSeconds", "\(duration)")) }
        var call = AWSCall.query(.sts, "AssumeRoleWithWebIdentity", parameters, .safe)
        call.isSigned = false
        let answer = try await client.element(of: call)
        return try AWSCredentials(
            element: answer["AssumeRoleWithWebIdentityResult"]?["Credentials"], source: "role \(arn), by web identity")
    }
}
