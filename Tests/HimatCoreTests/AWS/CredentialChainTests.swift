// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// Who is asked, in which order, and what is said when nobody has keys.
struct CredentialChainTests {
    private static let offline = ["AWS_EC2_METADATA_DISABLED": "true"]
    private static let environmentKeys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let config = """
        [default]
        aws_access_key_id = CONFIG
        aws_secret_access_key = s
        [profile dev]
        region = eu-west-1
        aws_access_key_id = DEVCONFIG
        aws_secret_access_key = s
        aws_session_token = of the config file
        [profile bare]
        region = eu-west-1
        """
    private static let credentials = """
        [dev]
        aws_access_key_id = DEVCREDENTIALS
        aws_secret_access_key = s
        """

    @Test(
        arguments: [
            ([:], nil, "CONFIG"),
            (environmentKeys, nil, "ENV"),
            (["AWS_PROFILE": "dev"], nil, "DEVCREDENTIALS"),
            (environmentKeys.merging(["AWS_PROFILE": "dev"]) { $1 }, nil, "ENV"),
            (environmentKeys, "dev", "DEVCREDENTIALS"),
            (["AWS_PROFILE": "bare"], "dev", "DEVCREDENTIALS"),
        ] as [([String: String], String?, String)])
    func theFirstThatHasKeysWins(variables: [String: String], profile: String?, expected: String) async throws {
        try await AWSFolder.with(config: Self.config, credentials: Self.credentials) { folder in
            let found = try await folder.credentials(variables, profile: profile)
            #expect(found.accessKeyID == expected)
            #expect(found.sessionToken == nil, "a token of another file does not belong to this key")
        }
    }

    @Test func theVariablesNameOtherFiles() async throws {
        try await AWSFolder.with { folder in
            let config = try folder.write("elsewhere/c", "[profile x]\nregion = eu-west-1\n")
            try folder.write("elsewhere/k", "[x]\naws_access_key_id = ELSEWHERE\naws_secret_access_key = s\n")
            let variables = [
                "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere/k", "AWS_PROFILE": "x",
            ]
            #expect(try await folder.credentials(variables).accessKeyID == "ELSEWHERE")
            #expect(try folder.settings(variables).region() == "eu-west-1")
        }
    }

    @Test func whenNobodyHasKeysEachSaysWhy() async throws {
        try await AWSFolder.with { folder in
            let sender = ScriptedSender { _, _ in throw HimatError(.timedOut, "no answer within 1 s") }
            let error = await #expect(throws: HimatError.self) { try await folder.credentials(sender: sender) }
            #expect(error?.code == .credentials)
            let said = error?.description ?? ""
            for reason in [
                "environment: AWS_ACCESS_KEY_ID is not set", "web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set",
                "profile default: neither \(folder.home)/.aws/config nor \(folder.home)/.aws/credentials has it",
                "container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "instance metadata: no session at http://169.254.169.254",
                "next: run `aws configure`",
            ] { #expect(said.contains(reason), "\(said)") }
            #expect(sender.requests.count == 1, "the instance is asked once and not waited for")
        }
    }

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "A"], "AWS_SECRET_ACCESS_KEY is not"),
        (["AWS_SECRET_ACCESS_KEY": "hush"], "AWS_ACCESS_KEY_ID is not"),
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], "AWS_ROLE_ARN is not"),
        (
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"],
            "/nowhere is not there"
        ),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/keys"], "example.com only with https"),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1.example.com/keys"], "only with https"),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "keys"], "is no address"),
    ])
    func whatIsHalfSetIsAFaultAndNotPassedOver(variables: [String: String], reason: String) async throws {
        try await AWSFolder.with { folder in
            let error = await #expect(throws: HimatError.self) {
                try await folder.credentials(variables.merging(Self.offline) { $1 })
            }
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("hush") == false)
        }
    }

    @Test func aProfileThatDoesNotExistNamesTheOthers() async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let error = #expect(throws: HimatError.self) { try folder.settings(["AWS_PROFILE": "dve"]) }
            #expect(error?.code == .usage)
            #expect(error?.nextStep?.contains("bare, default, dev") == true)
        }
    }

    @Test func containersAreAskedWithTheirToken() async throws {
        try await AWSFolder.with { folder in
            let file = try folder.write("token", "container-token\n")
            let sender = ScriptedSender { request, number in
                if number == 1 { throw HimatError(.network, "not yet") }
                #expect(request.url == "http://169.254.170.23/v1/credentials")
                #expect(request.headers["Authorization"] == "container-token")
                #expect(request.proxy == "", "never through a proxy")
                return HTTPResponse(
                    200, #"{"AccessKeyId":"POD","SecretAccessKey":"s","Token":"t","Expiration":"2026-03-01T13:00:00Z"}"#
                )
            }
            let found = try await folder.credentials(
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                ], sender: sender)
            #expect(found.accessKeyID == "POD")
            #expect(found.sessionToken?.revealed == "t")
            #expect(found.expiration == Date(timeIntervalSince1970: 1_772_370_000))
        }
    }

    @Test func anInstanceIsAskedWithASessionAndInNoOtherWay() async throws {
        try await AWSFolder.with { folder in
            let sender = ScriptedSender { request, _ in
                let path = request.url.dropFirst("http://169.254.169.254/latest/".count)
                if request.method == "PUT" {
                    #expect(request.headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600")
                    return HTTPResponse(200, "session")
                }
                #expect(request.headers["X-aws-ec2-metadata-token"] == "session")
                return path == "meta-data/iam/security-credentials/"
                    ? HTTPResponse(200, "node-role\n")
                    : HTTPResponse(
                        200,
                        #"{"Code":"Success","AccessKeyId":"NODE","SecretAccessKey":"s","Token":"t","Expiration":"2026-03-01T13:00:00Z"}"#
                    )
            }
            let found = try await folder.credentials(sender: sender)
            #expect(found.accessKeyID == "NODE")
            #expect(found.source == "the instance's role node-role")
            #expect(sender.requests.count == 3)
        }
    }

    @Test func anInstanceWithoutARoleSaysSo() async throws {
        try await AWSFolder.with { folder in
            let sender = ScriptedSender { request, _ in
                request.method == "PUT" ? HTTPResponse(200, "s") : HTTPResponse(404)
            }
            let error = await #expect(throws: HimatError.self) { try await folder.credentials(sender: sender) }
            #expect(error?.description.contains("instance metadata: this instance has no role") == true)
        }
    }
}
