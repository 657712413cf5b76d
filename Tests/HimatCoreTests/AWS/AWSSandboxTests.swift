// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// The client against the sandbox, over real connections; what was asked is read in the sandbox's own log.
@Suite(.serialized, .sandbox)
struct AWSSandboxTests {
    private func with<Result>(
        _ changes: [String: String] = [:], clock: any WallClock = SystemClock(),
        _ body: (AWSClient, SandboxServer) async throws -> Result
    ) async throws -> Result {
        let server = try await SandboxServer.fresh()
        var environment = server.environment
        environment.variables.merge(changes) { $1 }
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let client = try AWSClient(
            AWSSettings(environment: environment), sender: http, clock: clock,
            backoff: Backoff(base: .milliseconds(5), cap: .milliseconds(50)))
        return try await body(client, server)
    }

    @Test func everyProtocolMakesARoundTrip() async throws {
        try await with { client, server in
            let caller = try await client.query(.sts, "GetCallerIdentity", [], repeatability: .safe)
            #expect(caller.text("GetCallerIdentityResult", "Account") == server["account"])
            let vpc = try await client.query(.ec2, "CreateVpc", [("CidrBlock", "10.7.0.0/16")], repeatability: .never)
            let id = try #require(vpc.text("vpc", "vpcId"))
            let found = try await client.query(.ec2, "DescribeVpcs", [("VpcId.1", id)], repeatability: .safe)
            #expect(found.list("vpcSet").map { $0.text("cidrBlock") } == ["10.7.0.0/16"])
            let lock: JSONValue = ["Name": "/himat/ü/lock", "Value": "me & you", "Type": "String", "Overwrite": false]
            _ = try await client.json(.ssm, "PutParameter", lock, repeatability: .never)
            let read = try await client.json(.ssm, "GetParameter", ["Name": "/himat/ü/lock"], repeatability: .safe)
            #expect(read.at("Parameter", "Value")?.string == "me & you")
            let clusters = try await client.rest(
                .eks, "GET", ["clusters"], query: [("maxResults", "5")], body: nil, action: "ListClusters",
                repeatability: .safe)
            #expect(clusters["clusters"]?.array?.isEmpty == true)
        }
    }

    @Test(arguments: [
        (AWSService.ec2, "DescribeVpcs"), (.sts, "GetCallerIdentity"), (.iam, "ListRoles"),
    ])
    func aWrongSecretAndAnUnknownKeyAreCredentialErrorsAtOnce(service: AWSService, action: String) async throws {
        for change in [["AWS_SECRET_ACCESS_KEY": "wrong"], ["AWS_ACCESS_KEY_ID": "AKIDNOBODY"]] {
            try await with(change) { client, server in
                let error = await #expect(throws: HimatError.self) {
                    try await client.query(service, action, [], repeatability: .safe)
                }
                #expect(error?.code == .credentials)
                #expect(error?.nextStep != nil)
                #expect(error?.awsError?.requestID != nil)
                #expect(error?.description.contains("the environment (AWS_ACCESS_KEY_ID)") == true)
                #expect(error?.description.contains(server["secret_access_key"]) == false)
                let log = try await server.log(action: action)
                #expect(log.count == 1)
            }
        }
    }

    @Test func aWrongKeyIsUnderstoodInTheJSONDialectsToo() async throws {
        try await with(["AWS_SECRET_ACCESS_KEY": "wrong"]) { client, _ in
            let json = await #expect(throws: HimatError.self) {
                try await client.json(.ssm, "GetParameter", ["Name": "x"], repeatability: .safe)
            }
            let rest = await #expect(throws: HimatError.self) {
                try await client.rest(
                    .eks, "GET", ["clusters"], query: [], body: nil, action: "ListClusters", repeatability: .safe)
            }
            #expect([json?.code, rest?.code] == [.credentials, .credentials])
            #expect(json?.awsError?.code == "InvalidSignatureException")
        }
    }

    @Test(arguments: [(AWSService.ec2, "DescribeVpcs"), (.sts, "GetCallerIdentity")])
    func aClockOneHourOffIsCorrectedByTheServersDate(service: AWSService, action: String) async throws {
        for hours in [-1.0, 1.0] {
            try await with(clock: StillClock(Date().addingTimeInterval(hours * 3600))) { client, server in
                _ = try await client.query(service, action, [], repeatability: .never)
                _ = try await client.query(service, action, [], repeatability: .never)
                let log = try await server.log(action: action)
                #expect(log.map { $0["status"]?.int == 200 } == [false, true, true], "corrected once, then kept")
            }
        }
    }

    @Test func throttlingIsWaitedOut() async throws {
        try await with { client, server in
            try await server.control(
                "POST", "rules",
                [
                    [
                        "match": ["service": "ec2", "action": "CreateVpc"], "effect": "fail", "status": 503,
                        "code": "RequestLimitExceeded", "times": 3,
                    ]
                ])
            _ = try await client.query(.ec2, "CreateVpc", [("CidrBlock", "10.8.0.0/16")], repeatability: .never)
            #expect(try await server.log(action: "CreateVpc").map { $0["status"]?.int } == [503, 503, 503, 200])
        }
    }

    @Test(arguments: ["before", "after"])
    func aCutConnectionIsNeverFollowedByASecondCreation(when: String) async throws {
        try await with { client, server in
            try await server.control(
                "POST", "rules",
                [["match": ["action": "CreateVpc"], "effect": "cut", "when": .string(when), "times": 1]])
            let error = await #expect(throws: HimatError.self) {
                try await client.query(.ec2, "CreateVpc", [("CidrBlock", "10.9.0.0/16")], repeatability: .never)
            }
            #expect(error?.code == .network)
            #expect(error?.description.contains("whether AWS carried it out is unknown") == true)
            #expect(try await server.log(action: "CreateVpc").count == 1)
        }
    }

    @Test func aCutConnectionIsRepeatedForAReadAndForACallWithAClientToken() async throws {
        try await with { client, server in
            try await server.control(
                "POST", "rules",
                [
                    ["match": ["action": "DescribeVpcs"], "effect": "cut", "when": "after", "times": 1],
                    ["match": ["action": "CreateVolume"], "effect": "cut", "when": "after", "times": 1],
                ])
            _ = try await client.query(.ec2, "DescribeVpcs", [], repeatability: .safe)
            let parameters = [("AvailabilityZone", "us-west-2a"), ("Size", "5"), ("ClientToken", "t-1")]
            let volume = try await client.query(.ec2, "CreateVolume", parameters, repeatability: .clientToken)
            #expect(try await server.log(action: "DescribeVpcs").count == 2)
            #expect(try await server.log(action: "CreateVolume").count == 2)
            let all = try await client.query(.ec2, "DescribeVolumes", [], repeatability: .safe)
            #expect(all.list("volumeSet").map { $0.text("volumeId") } == [volume.text("volumeId")])
        }
    }

    @Test func nobodyListeningIsANetworkErrorThatNamesTheCall() async throws {
        try await with(["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "2"]) { client, _ in
            let error = await #expect(throws: HimatError.self) {
                try await client.query(.ec2, "CreateVpc", [], repeatability: .never)
            }
            #expect(error?.code == .network)
            #expect(error?.description.contains("ec2:CreateVpc") == true)
            #expect(error?.description.contains("unknown") == false, "nothing was sent, so the fate is known")
        }
    }

    @Test func aRolesSessionIsUsedAndASessionThatEndsIsRenewed() async throws {
        try await with { client, server in
            let trust =
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#
            _ = try await client.query(
                .iam, "CreateRole", [("RoleName", "deputy"), ("AssumeRolePolicyDocument", trust)], repeatability: .never
            )
            let config = """
                [profile admin]
                aws_access_key_id = \(server["access_key_id"])
                aws_secret_access_key = \(server["secret_access_key"])
                [profile deputy]
                role_arn = arn:aws:iam::\(server["account"]):role/deputy
                source_profile = admin
                """
            try await AWSFolder.with(config: config) { folder in
                let variables = ["AWS_ENDPOINT_URL": server["aws_endpoint"], "AWS_REGION": server["region"]]
                let http = HTTPClient(environment: .none)
                defer { http.close() }
                let deputy = try AWSClient(try folder.settings(variables, profile: "deputy"), sender: http)
                let caller = try await deputy.query(.sts, "GetCallerIdentity", [], repeatability: .safe)
                #expect(caller.text("GetCallerIdentityResult", "Arn")?.contains("assumed-role/deputy/himat") == true)
                try await server.control(
                    "POST", "rules",
                    [
                        [
                            "match": ["action": "DescribeVpcs"], "effect": "fail", "status": 400,
                            "code": "RequestExpired", "times": 1,
                        ]
                    ])
                _ = try await deputy.query(.ec2, "DescribeVpcs", [], repeatability: .never)
                #expect(try await server.log(action: "AssumeRole").count == 2)
            }
        }
    }

    @Test func theAddressServiceIsBelievedOnlyWithItsCertificate() async throws {
        let server = try await SandboxServer.fresh()
        let http = HTTPClient(environment: .none)
        defer { http.close() }
        let authority = try [UInt8](Data(contentsOf: URL(filePath: server["ca_file"])))
        let address = try await CallerAddress.ask(
            server["address_service_tls"], by: http, tls: TLSOptions(certificateAuthorities: authority))
        #expect(address.description == "127.0.0.1/32")
        let error = await #expect(throws: HimatError.self) {
            try await CallerAddress.ask(server["address_service_tls"], by: http)
        }
        #expect(error?.code == .tls)
        #expect(error?.nextStep?.contains("allowed_cidrs") == true)
    }
}
