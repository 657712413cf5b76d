// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@testable import HimatHTTP

@Suite struct ProxySettingsTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        let environment = ProcessEnvironment(variables: variables, home: "/nonexistent", currentDirectory: "/")
        return ProxySettings(environment).proxy(for: try HTTPTarget(url))
    }

    @Test(arguments: [
        ("https://a.test", ["HTTP_PROXY": "p"], nil),
        ("http://a.test", ["HTTPS_PROXY": "p"], nil),
        ("http://a.test", ["HTTP_PROXY": "p", "REQUEST_METHOD": "GET"], nil),
        ("http://a.test", ["HTTP_PROXY": ""], nil),
        ("http://a.test", ["HTTP_PROXY": "big", "http_proxy": "small"], "small"),
        ("https://a.test", ["ALL_PROXY": "all"], "all"),
        ("https://a.test", ["ALL_PROXY": "all", "HTTPS_PROXY": "p"], "p"),
    ])
    func theVariableOfTheSchemeDecides(_ url: String, _ variables: [String: String], _ expected: String?) throws {
        #expect(try proxy(url, variables) == expected)
    }

    @Test(arguments: [
        ("a.test", "test", true), ("a.test", ".test", true), ("a.test", "a.test", true), ("A.test", "a.TEST", true),
        ("a.test", "b.test", false), ("xa.test", "a.test", false), ("test", "a.test", false),
        ("a.test:8443", "a.test:8443", true), ("a.test:8443", "a.test:443", false),
        ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.0.0.0/8", true), ("11.1.2.3", "10.0.0.0/8", false),
        ("169.254.169.254", "169.254.169.254,.internal", true), ("[::1]", "::1", true), ("a.test", "", false),
    ])
    func exceptions(_ host: String, _ exceptions: String, _ isDirect: Bool) throws {
        let found = try proxy("https://\(host)/", ["HTTPS_PROXY": "p", "NO_PROXY": exceptions])
        #expect(found == (isDirect ? nil : "p"))
    }
}
