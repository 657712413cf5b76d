// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatSupport
import HimatTestSupport
import Testing

@Suite struct HTTPClientTLSTests {
    let client = HTTPClient(environment: .none)

    private func options(_ authority: String = "ca.pem") throws -> TLSOptions {
        TLSOptions(certificateAuthorities: try HTTPTestServer.certificate(authority))
    }

    private func failure(_ url: String, _ tls: TLSOptions) async throws -> HimatError {
        let error = await #expect(throws: HimatError.self) { try await client.send(HTTPRequest("POST", url, tls: tls)) }
        return try #require(error)
    }

    @Test func theMachinesOwnListDoesNotKnowTheTestAuthority() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url("/echo", .tls), TLSOptions())
            #expect(error.code == .tls)
            #expect(error.message.contains("not trusted"))
            #expect(error.httpFailure?.reason == .untrusted)
            #expect(error.httpFailure?.wasSent == false)
        }
    }

    @Test func anotherAuthorityIsNotTrusted() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url("/echo", .tls), try options("stranger.pem"))
            #expect(error.code == .tls)
            #expect(error.httpFailure?.reason == .untrusted)
            #expect(error.nextStep?.contains("certificate-authority") == true)
        }
    }

    @Test func anAuthorityThatIsNoCertificateIsATLSError() async throws {
        try await HTTPTestServer.running { server in
            let tls = TLSOptions(certificateAuthorities: Array("no certificate".utf8))
            let error = try await failure(server.url("/echo", .tls), tls)
            #expect(error.code == .tls)
        }
    }

    @Test func anExpiredCertificateIsCalledSo() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url("/echo", .expired), try options())
            #expect(error.code == .tls)
            #expect(error.message.contains("out of date"))
            #expect(error.httpFailure?.reason == .expired)
        }
    }

    @Test func aCertificateForAnotherNameIsCalledSo() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url("/echo", .named), try options())
            #expect(error.code == .tls)
            #expect(error.message.contains("not for the name localhost"))
            #expect(error.httpFailure?.reason == .wrongName)
        }
    }

    @Test func aMissingClientCertificateIsCalledSo() async throws {
        try await HTTPTestServer.running { server in
            let error = try await failure(server.url("/echo", .mutual), try options())
            #expect(error.code == .tls)
            #expect(error.message.contains("client certificate"))
            #expect(error.httpFailure?.reason == .clientCertificate)
        }
    }

    @Test func aClientCertificateThatCannotBeReadIsCalledSo() async throws {
        try await HTTPTestServer.running { server in
            var tls = try options()
            tls.clientCertificate = try HTTPTestServer.certificate("client.pem")
            tls.clientKey = Sensitive(try HTTPTestServer.certificate("named.key"))
            let error = try await failure(server.url("/echo", .mutual), tls)
            #expect(error.code == .tls)
            #expect(error.httpFailure?.reason == .clientCertificate)
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func theRightAuthorityIsEnough(_ host: String) async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(
                HTTPRequest("GET", server.url("/echo", .tls, host: host), tls: try options()))
            #expect(answer.status == 200)
        }
    }

    @Test func aClientCertificateFromMemoryOpensTheDoor() async throws {
        try await HTTPTestServer.running { server in
            var tls = try options()
            tls.clientCertificate = try HTTPTestServer.certificate("client.pem")
            tls.clientKey = Sensitive(try HTTPTestServer.certificate("client.key"))
            let answer = try await client.send(HTTPRequest("GET", server.url("/echo", .mutual), tls: tls))
            #expect(answer.status == 200)
        }
    }

    @Test func connectionsWithDifferentTrustAreNotShared() async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(HTTPRequest("GET", server.url("/echo", .tls), tls: try options()))
            #expect(answer.status == 200)
            let error = try await failure(server.url("/echo", .tls), try options("stranger.pem"))
            #expect(error.httpFailure?.reason == .untrusted)
        }
    }

    @Test func theServersOwnNameIsCheckedInPlaceOfTheHosts() async throws {
        try await HTTPTestServer.running { server in
            var tls = try options()
            tls.serverName = "kubernetes.himat.test"
            let answer = try await client.send(
                HTTPRequest("GET", server.url("/echo/x?y=1", .named, host: "127.0.0.1"), tls: tls))
            let echo = try Echo(answer)
            #expect(echo.target == "/echo/x?y=1")
            #expect(echo.values("Host") == ["127.0.0.1:\(server.number(.named))"])

            tls.serverName = "other.himat.test"
            let error = try await failure(server.url("/echo", .named), tls)
            #expect(error.message.contains("not for the name other.himat.test"))
        }
    }

    @Test(arguments: [HTTPTestServer.Port.tls, .named, .expired])
    func insecureAcceptsAnything(_ port: HTTPTestServer.Port) async throws {
        try await HTTPTestServer.running { server in
            let answer = try await client.send(
                HTTPRequest("GET", server.url("/echo", port), tls: TLSOptions(isInsecure: true)))
            #expect(answer.status == 200)
        }
    }
}
