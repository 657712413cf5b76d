// SPDX-License-Identifier: MIT
import HimatAWS
import HimatHTTP
import HimatSupport
import Testing

struct CallerAddressTests {
    @Test(arguments: ["203.0.113.7", "203.0.113.7\n", "203.0.113.7\r\n"])
    func aPlainAddressIsTaken(answer: String) async throws {
        let sender = ScriptedSender(HTTPResponse(200, answer))
        #expect(
            try await CallerAddress.ask("https://checkip.amazonaws.com", by: sender).description == "203.0.113.7/32")
    }

    @Test(arguments: [
        HTTPResponse(200, ""), HTTPResponse(200, "203.0.113.7/24"), HTTPResponse(200, "203.0.113.007"),
        HTTPResponse(200, "203.0.113.7 10.0.0.1"), HTTPResponse(200, "2001:db8::1"), HTTPResponse(200, "<html>log in"),
        HTTPResponse(200, " 203.0.113.7"), HTTPResponse(302, "203.0.113.7"), HTTPResponse(200, "0.0.0.0/0"),
    ])
    func anythingElseIsRefusedWithTheKeyToSet(answer: HTTPResponse) async throws {
        let error = await #expect(throws: HimatError.self) {
            try await CallerAddress.ask("https://checkip.amazonaws.com", by: ScriptedSender(answer))
        }
        #expect(error?.code == .malformed)
        #expect(error?.nextStep?.contains("allowed_cidrs") == true)
    }

    @Test func noAnswerNamesTheKeyToSet() async throws {
        let sender = ScriptedSender { _, _ in throw HimatError(.network, "no way") }
        let error = await #expect(throws: HimatError.self) {
            try await CallerAddress.ask("https://checkip.amazonaws.com", by: sender)
        }
        #expect(error?.code == .network)
        #expect(error?.nextStep?.contains("allowed_cidrs") == true)
    }

    @Test(arguments: [
        "http://checkip.amazonaws.com", "ftp://x", "checkip.amazonaws.com", "http://127.0.0.1.example.com",
    ])
    func overAnOpenLineItIsNotAsked(service: String) async throws {
        let sender = ScriptedSender(HTTPResponse(200, "203.0.113.7"))
        let error = await #expect(throws: HimatError.self) { try await CallerAddress.ask(service, by: sender) }
        #expect(error?.code == .usage)
        #expect(sender.requests.isEmpty)
    }
}
