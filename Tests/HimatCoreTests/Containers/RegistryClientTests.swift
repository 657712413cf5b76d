// SPDX-License-Identifier: MIT
import Crypto
import Foundation
import HimatCore
import HimatTestSupport
import Testing

@testable import HimatContainers

/// The conversation with a registry, where a real one on loopback cannot show it: tokens, lists, places elsewhere.
@Suite struct RegistryClientTests {
    private static let challenge: HTTPHeaders = [
        "WWW-Authenticate":
            #"Bearer realm="https://auth.example/token?a=b",service="registry.example",scope="repository:a/b:pull""#
    ]
    private static let ada = RegistryCredentials(.password(user: "ada", Sensitive("hush")), origin: "config.json")
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    private func client(
        _ sender: any HTTPSending, _ credentials: RegistryCredentials? = nil, registry: String = "registry.example"
    )
        throws -> RegistryClient
    {
        try RegistryClient(
            registry, credentials: credentials, trust: RegistryTrust(.none, systemFolder: "/nonexistent"),
            sender: sender)
    }

    private func reference(_ text: String = "registry.example/a/b:1") throws -> ImageReference {
        try #require(ImageReference(text))
    }

    private static func sum(_ text: String) -> String {
        "sha256:" + SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    /// A registry that wants a bearer token and then names a digest.
    private static func tokenRegistry(token: HTTPResponse) -> ScriptedSender {
        ScriptedSender { request, _ in
            if request.url.hasPrefix("https://auth.example/") { return token }
            guard request.headers["Authorization"] == "Bearer t0ken" else { return HTTPResponse(401, "", challenge) }
            return HTTPResponse(200, "", ["Docker-Content-Digest": digest])
        }
    }

    @Test func aTokenIsFetchedOnceAndThePasswordGoesToItsServiceAlone() async throws {
        let sender = Self.tokenRegistry(token: HTTPResponse(200, #"{"token": "t0ken"}"#))
        let client = try client(sender, Self.ada)
        for _ in 0..<3 { #expect(try await client.digest(of: reference()) == Self.digest) }
        let asked = sender.requests.filter { $0.url.hasPrefix("https://auth.example/") }
        #expect(asked.count == 1)
        #expect(
            asked.first?.url
                == "https://auth.example/token?a=b&service=registry.example&scope=repository%3Aa%2Fb%3Apull&account=ada"
        )
        let basic = "Basic " + Data("ada:hush".utf8).base64EncodedString()
        #expect(asked.first?.headers["Authorization"] == basic)
        #expect(sender.requests.allSatisfy { $0.url.hasPrefix("https://auth") || $0.headers["Authorization"] != basic })
    }

    @Test func anIdentityTokenIsSentInTheBody() async throws {
        let sender = Self.tokenRegistry(token: HTTPResponse(200, #"{"access_token": "t0ken"}"#))
        let kept = RegistryCredentials(.identityToken(Sensitive("refresh+me")), origin: "helper")
        #expect(try await client(sender, kept).digest(of: reference()) == Self.digest)
        let asked = try #require(sender.requests.first { $0.url.hasPrefix("https://auth.example/") })
        #expect(asked.method == "POST" && !asked.url.contains("refresh"))
        guard case .bytes(let body) = asked.body else { throw HimatError(.internalFault, "no body") }
        #expect(String(decoding: body, as: UTF8.self).contains("refresh_token=refresh%2Bme"))
    }

    @Test(arguments: [(401, HimatError.Code.credentials), (403, .credentials), (500, .service)])
    func aTokenServiceThatRefusesIsSaidWithoutThePassword(_ status: Int, _ code: HimatError.Code) async throws {
        let sender = Self.tokenRegistry(token: HTTPResponse(status, "hush"))
        let error = await #expect(throws: HimatError.self) {
            try await client(sender, Self.ada).digest(of: reference())
        }
        #expect(error?.code == code)
        #expect(error?.description.contains("hush") == false)
    }

    @Test(arguments: [
        #"Bearer realm="http://auth.example/token",service="x""#, #"Bearer realm="ftp://auth.example/""#,
    ])
    func noPasswordIsSentWhereThereIsNoTLS(_ challenge: String) async throws {
        let sender = ScriptedSender(HTTPResponse(401, "", ["WWW-Authenticate": challenge]))
        let error = await #expect(throws: HimatError.self) {
            try await client(sender, Self.ada).digest(of: reference())
        }
        #expect(error?.code == .denied)
        #expect(sender.requests.allSatisfy { $0.url.hasPrefix("https://registry.example/") })
    }

    @Test func withoutCredentialsTheWayIsSaid() async throws {
        let sender = ScriptedSender(HTTPResponse(401, "", ["WWW-Authenticate": "Basic realm=\"x\""]))
        let error = await #expect(throws: HimatError.self) { try await client(sender).digest(of: reference()) }
        #expect(error?.code == .credentials)
        #expect(error?.nextStep == "himat-image login registry.example")
    }

    @Test func everyFormOfManifestIsAccepted() async throws {
        let sender = ScriptedSender(HTTPResponse(200, "", ["Docker-Content-Digest": Self.digest]))
        _ = try await client(sender).digest(of: reference())
        let accept = try #require(sender.requests.last?.headers["Accept"])
        for kind in [
            "docker.distribution.manifest.v2+json", "manifest.list.v2+json", "oci.image.manifest.v1+json",
            "oci.image.index.v1+json",
        ] {
            #expect(accept.contains(kind))
        }
    }

    @Test func dockerHubIsAskedAtItsOwnHost() async throws {
        let sender = ScriptedSender(HTTPResponse(200, "", ["Docker-Content-Digest": Self.digest]))
        _ = try await client(sender, registry: "docker.io").digest(of: reference("ubuntu"))
        #expect(sender.requests.last?.url == "https://registry-1.docker.io/v2/library/ubuntu/manifests/latest")
    }

    @Test func anImageIsFoundInAListAndItsContentElsewhere() async throws {
        let config = #"{"os":"linux","architecture":"amd64","config":{"Labels":{"a":"b"},"User":"1000","Env":["X=y"]}}"#
        let manifest = """
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"\(Self.sum(config))"},
             "layers":[{"size":10},{"size":32}]}
            """
        let list = """
            {"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
              {"digest":"\(Self.digest)","platform":{"os":"unknown","architecture":"unknown"}},
              {"digest":"\(Self.digest)","platform":{"os":"linux","architecture":"arm64"}},
              {"digest":"\(Self.sum(manifest))","platform":{"os":"linux","architecture":"amd64"}}]}
            """
        let basic = RegistryCredentials(.password(user: "ada", Sensitive("hush")), origin: "x")
        let sender = ScriptedSender { request, _ in
            if request.url.hasPrefix("https://store.example/") { return HTTPResponse(200, config) }
            guard request.headers["Authorization"] != nil else {
                return HTTPResponse(401, "", ["WWW-Authenticate": "Basic realm=\"x\""])
            }
            if request.url.contains("/blobs/") {
                return HTTPResponse(307, "", ["Location": "https://store.example/deep?signature=1"])
            }
            return HTTPResponse(200, request.url.hasSuffix("/1") ? list : manifest)
        }
        let image = try await client(sender, basic).image(reference(), platform: "linux/amd64")
        #expect(image.digest == Self.sum(list))
        #expect(image.platforms == ["linux/arm64", "linux/amd64"])
        #expect(image.compressedSize == 42 && image.layerCount == 2)
        #expect(image.labels == ["a": "b"] && image.user == "1000" && image.environment == ["X=y"])
        #expect(sender.requests.last?.headers["Authorization"] == nil, "no password goes elsewhere")
        let other = try await client(sender, basic).image(reference(), platform: "linux/s390x")
        #expect(!other.runs(on: "linux/s390x") && other.compressedSize == nil)
    }

    @Test func contentThatIsNotWhatItsDigestSaysIsRefused() async throws {
        let sender = ScriptedSender(HTTPResponse(200, "{}"))
        let pinned = try reference("registry.example/a/b@\(Self.digest)")
        let error = await #expect(throws: HimatError.self) { try await client(sender).image(pinned, platform: "x/y") }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [
        ("localhost:5000", true), ("127.0.0.1", true), ("127.9.9.9:1", true), ("[::1]:5", true), ("quay.io", false),
        ("localhost.example", false), ("127.0.0.1.example", false), ("128.0.0.1", false),
    ])
    func onlyThisMachinesOwnRegistriesMayBePlain(_ host: String, _ isPlain: Bool) {
        #expect(RegistryClient.isLoopback(host) == isPlain)
    }

    @Test func plainHTTPIsNeverTriedUnasked() async throws {
        let sender = ScriptedSender { request, _ in
            throw HimatError(
                .tls, "no TLS", cause: HTTPFailure(.handshake, wasSent: false, description: "wrong version number"))
        }
        await #expect(throws: HimatError.self) { try await client(sender, Self.ada).digest(of: reference()) }
        #expect(sender.requests.allSatisfy { $0.url.hasPrefix("https://") })
    }

    @Test(arguments: [
        ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"), ("public.ecr.aws", nil),
        ("12345.dkr.ecr.eu-central-1.amazonaws.com", nil), ("123456789012.dkr.ecr.eu-central-1.evil.com", nil),
    ])
    func registriesOfECRAreKnownByTheirHost(_ host: String, _ region: String?) {
        #expect(ECRRegistry(host)?.region == region)
    }
}
