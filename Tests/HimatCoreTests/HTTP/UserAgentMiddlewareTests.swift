// SPDX-License-Identifier: MIT
import HimatHTTP
import HimatTestSupport
import Testing

@Suite struct UserAgentMiddlewareTests {
    @Test(arguments: [(nil, "himat-eks/1.0"), ("own", "own")])
    func aRequestCarriesOneName(_ own: String?, _ expected: String) async throws {
        try await HTTPTestServer.running { server in
            let sender = UserAgentMiddleware(next: HTTPClient(environment: .none), userAgent: "himat-eks/1.0")
            var request = HTTPRequest("GET", server.url("/echo"))
            request.headers["user-agent"] = own
            let echo = try Echo(try await sender.send(request))
            #expect(echo.values("User-Agent") == [expected])
        }
    }
}
