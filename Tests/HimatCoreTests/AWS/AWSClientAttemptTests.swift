// SPDX-License-Identifier: MIT
import Foundation
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// What the client sends again, how often, and with what.
struct AWSClientAttemptTests {
    private static let ok = HTTPResponse(200, "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>")
    private static let keys = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Sensitive("hush-secret"), sessionToken: Sensitive("hush-token"),
        source: "a test")

    private func client(
        _ sender: any HTTPSending, _ clock: any WallClock = StillClock(), keys: (any CredentialSource)? = nil,
        _ variables: [String: String] = [:]
    ) throws -> AWSClient {
        let environment = ProcessEnvironment(variables: variables, home: "/nonexistent", currentDirectory: "/")
        return try AWSClient(
            try AWSSettings(environment: environment), region: "eu-central-1", sender: sender, clock: clock,
            credentials: keys ?? StaticCredentials(Self.keys), random: { 1 })
    }

    private static func refusal(_ status: Int, _ code: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(
            status, "<Response><Errors><Error><Code>\(code)</Code><Message>m</Message></Error></Errors></Response>",
            headers)
    }

    @Test(arguments: [
        ("RequestLimitExceeded", 503), ("Throttling", 400), ("ThrottlingException", 400),
        ("EC2ThrottledException", 400),
        ("SlowDown", 503), ("PriorRequestNotComplete", 400), ("TooManyRequestsException", 429),
    ])
    func throttlingIsWaitedOutEvenForACallThatMayNotBeRepeated(code: String, status: Int) async throws {
        let clock = StillClock()
        let sender = ScriptedSender(Self.refusal(status, code), Self.refusal(status, code), Self.ok)
        _ = try await client(sender, clock).query(.ec2, "CreateVpc", [], repeatability: .never)
        #expect(sender.requests.count == 3)
        #expect(clock.pauses == [.milliseconds(500), .seconds(1)])
        let dates = Set(sender.requests.map { $0.headers["Authorization"] })
        #expect(dates.count >= 2, "each attempt has a signature of its own time")
    }

    @Test(arguments: [(Repeatability.safe, 2), (.clientToken, 2), (.never, 1)])
    func aStumbleIsRepeatedOnlyWhereThatDoesNoHarm(repeatability: Repeatability, expected: Int) async throws {
        for stumble in [
            Self.refusal(500, "InternalError"), HTTPResponse(502, "<html><title>Bad Gateway</title>"),
            HTTPResponse(503),
        ] {
            let sender = ScriptedSender(stumble, Self.ok)
            let answer = try? await client(sender).query(.ec2, "CreateVpc", [], repeatability: repeatability)
            #expect(sender.requests.count == expected)
            #expect((answer != nil) == (expected == 2))
        }
    }

    @Test(arguments: [
        (Repeatability.safe, true, 2), (.clientToken, true, 2), (.never, true, 1), (.never, false, 2),
        (.safe, false, 2),
    ])
    func aBrokenConnectionIsRepeatedIfNothingWasSentOrNoHarmIsDone(
        repeatability: Repeatability, wasSent: Bool, expected: Int
    ) async throws {
        let sender = ScriptedSender { _, number in
            guard number == 1 else { return Self.ok }
            throw HimatError(.network, "cut", cause: HTTPFailure(.cut, wasSent: wasSent, description: "cut"))
        }
        do {
            _ = try await client(sender).query(.ec2, "CreateVpc", [], repeatability: repeatability)
            #expect(expected == 2)
        } catch let error as HimatError {
            #expect(expected == 1)
            #expect(error.code == .network)
            #expect(error.description.contains("whether AWS carried it out is unknown"))
        }
        #expect(sender.requests.count == expected)
    }

    @Test func aWrongCertificateIsNotTriedAgain() async throws {
        let sender = ScriptedSender { _, _ in throw HimatError(.tls, "untrusted") }
        await #expect(throws: HimatError.self) {
            try await client(sender).query(.ec2, "DescribeVpcs", [], repeatability: .safe)
        }
        #expect(sender.requests.count == 1)
    }

    @Test func attemptsEndAndTheErrorSaysThrottled() async throws {
        let sender = ScriptedSender(Self.refusal(503, "RequestLimitExceeded"))
        let error = await #expect(throws: HimatError.self) {
            try await client(sender, StillClock(), ["AWS_MAX_ATTEMPTS": "4"]).query(
                .ec2, "DescribeVpcs", [], repeatability: .safe)
        }
        #expect(sender.requests.count == 4)
        #expect(error?.code == .throttled)
    }

    @Test func theServicesOwnRetryAfterIsHeeded() async throws {
        let clock = StillClock()
        let sender = ScriptedSender(Self.refusal(503, "SlowDown", ["Retry-After": "7"]), Self.ok)
        _ = try await client(sender, clock).query(.ec2, "DescribeVpcs", [], repeatability: .safe)
        #expect(clock.pauses == [.seconds(7)])
    }

    @Test(arguments: [
        "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure",
    ])
    func aWrongClockIsCorrectedOnceAndForAllLaterCalls(code: String) async throws {
        let clock = StillClock(Date(timeIntervalSince1970: 1_440_938_160))
        let sender = ScriptedSender { request, _ in
            request.headers["X-Amz-Date"]?.hasPrefix("20150830T14") == true
                ? Self.ok : Self.refusal(403, code, ["Date": "Sun, 30 Aug 2015 14:36:00 GMT"])
        }
        let client = try client(sender, clock)
        _ = try await client.query(.ec2, "CreateVpc", [], repeatability: .never)
        _ = try await client.query(.ec2, "CreateVpc", [], repeatability: .never)
        #expect(sender.requests.count == 3)
        #expect(clock.pauses.isEmpty)
    }

    @Test func aTokenIsSignedByTheClockThatWasLearnt() async throws {
        let clock = StillClock(Date(timeIntervalSince1970: 1_440_938_160))
        let sender = ScriptedSender { request, _ in
            request.headers["X-Amz-Date"]?.hasPrefix("20150830T14") == true
                ? Self.ok
                : Self.refusal(403, "RequestTimeTooSkewed", ["Date": "Sun, 30 Aug 2015 14:36:00 GMT"])
        }
        let client = try client(sender, clock)
        _ = try await client.query(.ec2, "DescribeVpcs", [], repeatability: .safe)
        let token = try await EKSToken.make(cluster: "demo", with: client, at: clock.now())
        var text = String(token.token.revealed.dropFirst("k8s-aws-v1.".count))
        text = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        let url = try #require(Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) })
        #expect(url.contains("X-Amz-Date=20150830T1436"))
        // Who keeps the token compares with this machine's clock.
        #expect(token.expiration == clock.now().addingTimeInterval(14 * 60))
    }

    @Test func aWrongSecretIsNoMatterOfTheClock() async throws {
        let clock = StillClock(Date(timeIntervalSince1970: 1_440_938_160))
        let sender = ScriptedSender(
            Self.refusal(403, "SignatureDoesNotMatch", ["Date": "Sun, 30 Aug 2015 12:38:00 GMT"]))
        let error = await #expect(throws: HimatError.self) {
            try await client(sender, clock).query(.sts, "GetCallerIdentity", [], repeatability: .safe)
        }
        #expect(sender.requests.count == 1)
        #expect(error?.code == .credentials)
    }

    @Test(arguments: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
    func anEndedSessionIsRenewedOnce(code: String) async throws {
        let source = RotatingSource()
        let sender = ScriptedSender { request, _ in
            request.headers["Authorization"]?.contains("KEY2") == true ? Self.ok : Self.refusal(400, code)
        }
        _ = try await client(sender, keys: source).query(.ec2, "CreateVpc", [], repeatability: .never)
        #expect(sender.requests.count == 2)

        let deaf = ScriptedSender(Self.refusal(400, "ExpiredToken"))
        let error = await #expect(throws: HimatError.self) {
            try await client(deaf, keys: RotatingSource()).query(.ec2, "CreateVpc", [], repeatability: .never)
        }
        #expect(deaf.requests.count == 2)
        #expect(error?.code == .credentials)
    }

    @Test func noSecretIsInAnErrorAndNoneInAnyDescription() async throws {
        let sender = ScriptedSender(Self.refusal(403, "AuthFailure"))
        let client = try client(sender)
        let error = await #expect(throws: HimatError.self) {
            try await client.query(.ec2, "DescribeVpcs", [], repeatability: .safe)
        }
        var dumped = ""
        dump(client.credentialSource, to: &dumped)
        for text in [error?.description ?? "", "\(Self.keys)", "\(client.credentialSource)", dumped] {
            #expect(!text.contains("hush"))
        }
        #expect(error?.description.contains("key AKID…MPLE") == true, "enough to tell which key it was")
    }

    @Test func anAnswerThatIsNotUnderstoodNamesCallAndRequest() async throws {
        let sender = ScriptedSender(HTTPResponse(200, "<html><p>Sign in to the Wi-Fi", ["x-amzn-RequestId": "r9"]))
        let error = await #expect(throws: HimatError.self) {
            try await client(sender).query(.ec2, "DescribeVpcs", [], repeatability: .safe)
        }
        #expect(error?.code == .malformed)
        #expect(error?.description.contains("ec2:DescribeVpcs") == true)
        #expect(error?.description.contains("r9") == true)
        #expect(error?.description.contains("https://ec2.eu-central-1.amazonaws.com") == true)
    }

    @Test func eachProtocolIsWrittenAsItShouldBe() async throws {
        let sender = ScriptedSender { request, _ in
            request.headers["Content-Type"]?.contains("json") == true || request.method == "GET"
                ? HTTPResponse(200, "{}") : Self.ok
        }
        let client = try client(sender)
        _ = try await client.query(.ec2, "DescribeVpcs", [("Filter.1.Value.1", "a b/ü")], repeatability: .safe)
        _ = try await client.json(.ssm, "GetParameter", ["Name": "/himat/c/lock"], repeatability: .safe)
        _ = try await client.rest(
            .eks, "GET", ["clusters", "c", "node-groups", "a/b"], query: [("nextToken", "x=&")], body: nil,
            action: "DescribeNodegroup", repeatability: .safe)
        let sent = sender.requests
        #expect(sent.map(\.method) == ["POST", "POST", "GET"])
        #expect(sent[0].url == "https://ec2.eu-central-1.amazonaws.com/")
        #expect(body(sent[0]) == "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Value.1=a%20b%2F%C3%BC")
        #expect(sent[1].headers["X-Amz-Target"] == "AmazonSSM.GetParameter")
        #expect(sent[1].headers["Content-Type"] == "application/x-amz-json-1.1")
        #expect(sent[2].url == "https://eks.eu-central-1.amazonaws.com/clusters/c/node-groups/a%2Fb?nextToken=x%3D%26")
        #expect(sent.allSatisfy { $0.headers["Authorization"]?.contains("/eu-central-1/") == true })
    }

    private func body(_ request: HTTPRequest) -> String {
        guard case .bytes(let bytes) = request.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Gives KEY1 first, and KEY2 to whoever had no luck with it.
private struct RotatingSource: CredentialSource {
    private func keys(_ number: Int) -> AWSCredentials {
        AWSCredentials(accessKeyID: "KEY\(number)", secretAccessKey: Sensitive("s"), source: "a test")
    }
    func credentials() -> AWSCredentials { keys(1) }
    func credentials(insteadOf refused: AWSCredentials) -> AWSCredentials { keys(2) }
}
