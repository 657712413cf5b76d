// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// Roles and the profiles they start from.
struct ProfileCredentialsTests {
    private static let config = """
        [profile base]
        aws_access_key_id = BASE
        aws_secret_access_key = s
        [profile one]
        role_arn = arn:aws:iam::1:role/one
        source_profile = base
        external_id = with space
        role_session_name = me
        duration_seconds = 900
        [profile two]
        role_arn = arn:aws:iam::2:role/two
        source_profile = one
        [profile itself]
        role_arn = arn:aws:iam::1:role/itself
        source_profile = itself
        aws_access_key_id = OWN
        aws_secret_access_key = s
        [profile circle-a]
        role_arn = arn:aws:iam::1:role/a
        source_profile = circle-b
        [profile circle-b]
        role_arn = arn:aws:iam::1:role/b
        source_profile = circle-a
        [profile alone]
        role_arn = arn:aws:iam::1:role/a
        source_profile = alone
        [profile nobody]
        role_arn = arn:aws:iam::1:role/a
        source_profile = missing
        [profile neither]
        role_arn = arn:aws:iam::1:role/a
        [profile both]
        role_arn = arn:aws:iam::1:role/a
        source_profile = base
        credential_source = Environment
        [profile unknown]
        role_arn = arn:aws:iam::1:role/a
        credential_source = Elsewhere
        [profile outside]
        role_arn = arn:aws:iam::1:role/outside
        credential_source = Environment
        [profile mfa]
        role_arn = arn:aws:iam::1:role/a
        source_profile = base
        mfa_serial = arn:aws:iam::1:mfa/me
        [profile short]
        role_arn = arn:aws:iam::1:role/a
        source_profile = base
        duration_seconds = 10
        [profile half]
        aws_access_key_id = HALF
        [profile login]
        login_session = arn:aws:iam::1:user/me
        [profile keyless]
        role_arn = arn:aws:iam::1:role/a
        source_profile = empty
        [profile empty]
        region = eu-west-1
        """

    /// Answers AssumeRole: the new key's id is the role's name and who asked for it.
    private static let sts = ScriptedSender { request, _ in
        guard case .bytes(let bytes) = request.body else { return HTTPResponse(400) }
        let form = String(decoding: bytes, as: UTF8.self)
        let role = form.split(separator: "&").first { $0.hasPrefix("RoleArn=") }?.split(separator: "F").last ?? ""
        let caller = request.headers["Authorization"]?.split(separator: "=")[1].prefix { $0 != "/" } ?? "nobody"
        return HTTPResponse(
            200,
            """
            <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>\(role)-by-\(caller)</AccessKeyId>
            <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-03-01T13:00:00Z</Expiration>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>
            """.replacingOccurrences(
                of: "AssumeRoleRes",
                with: form.contains("WithWebIdentity") ? "AssumeRoleWithWebIdentityRes" : "AssumeRoleRes"))
    }

    @Test(arguments: [
        ("base", "BASE"), ("one", "one-by-BASE"), ("two", "two-by-one-by-BASE"), ("itself", "itself-by-OWN"),
        ("outside", "outside-by-ENV"),
    ])
    func rolesAreTakenOnFromTheirSource(profile: String, expected: String) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let variables = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
            let found = try await folder.credentials(variables, profile: profile, sender: Self.sts)
            #expect(found.accessKeyID == expected)
        }
    }

    @Test func aRolesSettingsAreSent() async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let sender = ScriptedSender(
                HTTPResponse(403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"))
            let error = await #expect(throws: HimatError.self) {
                try await folder.credentials(profile: "one", sender: sender)
            }
            #expect(error?.code == .denied)
            #expect(error?.description.contains("profile one") == true)
            guard case .bytes(let bytes)? = sender.requests.first?.body else { return }
            let form = String(decoding: bytes, as: UTF8.self)
            for part in ["ExternalId=with%20space", "RoleSessionName=me", "DurationSeconds=900"] {
                #expect(form.contains(part))
            }
            #expect(sender.requests.first?.url == "https://sts.eu-central-1.amazonaws.com/")
        }
    }

    @Test(arguments: [
        ("circle-a", "circle-a -> circle-b -> circle-a"), ("alone", "alone -> alone"),
        ("nobody", "names missing, which does not exist"),
        ("neither", "exactly one of source_profile and credential_source"), ("both", "exactly one of"),
        ("unknown", "must be Environment, EcsContainer or Ec2InstanceMetadata, not Elsewhere"),
        ("mfa", "wants a code of the device arn:aws:iam::1:mfa/me"), ("short", "from 900 to 43200, not 10"),
        ("half", "no aws_secret_access_key"), ("login", "made by `aws login`"),
        ("keyless", "Profile empty, the source of profile keyless"),
    ])
    func whatCannotBeIsExplained(profile: String, reason: String) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let error = await #expect(throws: HimatError.self) {
                try await folder.credentials(profile: profile, sender: Self.sts)
            }
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        }
    }

    @Test func aWebIdentityIsSentUnsigned() async throws {
        try await AWSFolder.with { folder in
            let file = try folder.write("token", "jwt\n")
            let found = try await folder.credentials(
                ["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::1:role/web"], sender: Self.sts)
            #expect(found.accessKeyID == "web-by-nobody")
        }
    }
}
