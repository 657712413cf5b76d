// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// Single sign-on by the token that the AWS command line left; the clock stands at 2026-03-01T12:00:00Z.
struct SSOCredentialsTests {
    private static let config = """
        [sso-session work]
        sso_region = eu-west-1
        sso_start_url = https://work.awsapps.com/start
        sso_registration_scopes = sso:account:access
        [profile new]
        sso_session = work
        sso_account_id = 111122223333
        sso_role_name = Scientist
        [profile old]
        sso_start_url = https://work.awsapps.com/start
        sso_region = eu-west-1
        sso_account_id = 111122223333
        sso_role_name = Scientist
        [profile lost]
        sso_session = nowhere
        sso_account_id = 111122223333
        sso_role_name = Scientist
        [profile torn]
        sso_session = work
        sso_region = eu-north-1
        sso_account_id = 111122223333
        sso_role_name = Scientist
        [profile half]
        sso_session = work
        sso_account_id = 111122223333
        """
    // SHA-1 of the sso-session's name or of the start URL, as `sha1sum` prints it.
    private static let names = [
        "work": "e274eeff768c6396088ec6eb091f4bf4d47ab1e0",
        "https://work.awsapps.com/start": "19aabcacc95f752e6b4e0978c9b2a1691b58f5e0",
    ]

    private static func file(_ key: String) -> String { ".aws/sso/cache/\(names[key] ?? "").json" }

    private static let portal = ScriptedSender { request, _ in
        guard request.url.hasPrefix("https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?") else {
            let token = #"{"accessToken":"renewed","expiresIn":28800,"refreshToken":"next"}"#
            return request.url == "https://oidc.eu-west-1.amazonaws.com/token"
                ? HTTPResponse(200, token) : HTTPResponse(404)
        }
        #expect(request.url.hasSuffix("role_name=Scientist&account_id=111122223333"))
        #expect(request.headers["Authorization"] == nil)
        let bearer = request.headers["x-amz-sso_bearer_token"] ?? ""
        if bearer == "revoked" { return HTTPResponse(401, "{}", ["x-amzn-ErrorType": "UnauthorizedException"]) }
        return HTTPResponse(
            200,
            #"{"roleCredentials":{"accessKeyId":"BY-\#(bearer)","secretAccessKey":"s","sessionToken":"t","expiration":1772370000000}}"#
        )
    }

    @Test(arguments: [("new", "work"), ("old", "https://work.awsapps.com/start")])
    func theCachedTokenIsTradedForKeys(profile: String, key: String) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            try folder.write(Self.file(key), #"{"accessToken":"cached","expiresAt":"2026-03-01T13:00:00Z"}"#)
            let found = try await folder.credentials(profile: profile, sender: Self.portal)
            #expect(found.accessKeyID == "BY-cached")
            #expect(found.expiration == Date(timeIntervalSince1970: 1_772_370_000))
        }
    }

    @Test func anOldTokenIsRenewedAndKeptPrivately() async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let path = try folder.write(
                Self.file("work"),
                #"{"accessToken":"old","expiresAt":"2026-03-01T11:59:00Z","clientId":"c","clientSecret":"cs","refreshToken":"r","registrationExpiresAt":"2026-05-01T00:00:00Z","startUrl":"u"}"#
            )
            let found = try await folder.credentials(profile: "new", sender: Self.portal)
            #expect(found.accessKeyID == "BY-renewed")
            let kept = try JSONValue.parse([UInt8](Data(contentsOf: URL(filePath: path))))
            #expect(kept["accessToken"]?.string == "renewed")
            #expect(kept["refreshToken"]?.string == "next")
            #expect(kept["expiresAt"]?.string == "2026-03-01T20:00:00Z")
            #expect(kept["startUrl"]?.string == "u")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test(
        arguments: [
            ("new", nil, "nobody is logged in"), ("new", "{", "is not understood"),
            ("new", #"{"accessToken":"x","expiresAt":"2026-03-01T11:00:00Z"}"#, "the login has expired"),
            (
                "new", #"{"accessToken":"revoked","expiresAt":"2026-03-01T13:00:00Z"}"#,
                "the session of these credentials has ended"
            ),
            ("lost", nil, "sso-session nowhere, which does not exist"),
            ("torn", nil, "sso_region of profile torn contradicts"),
            ("half", nil, "lacks sso_role_name"),
        ] as [(String, String?, String)])
    func whoIsNotLoggedInIsToldHow(profile: String, cached: String?, reason: String) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            if let cached { try folder.write(Self.file("work"), cached) }
            let error = await #expect(throws: HimatError.self) {
                try await folder.credentials(profile: profile, sender: Self.portal)
            }
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("aws sso login") == true || error?.code == .usage)
        }
    }
}
