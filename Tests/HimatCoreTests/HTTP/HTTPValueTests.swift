// SPDX-License-Identifier: MIT
import Foundation
import Testing

@testable import HimatHTTP

@Suite struct HTTPValueTests {
    @Test(arguments: [
        ("", "", ""), ("abcXYZ019-._~", "abcXYZ019-._~", "abcXYZ019-._~"), ("a b", "a%20b", "a%20b"),
        ("/a/b", "/a/b", "%2Fa%2Fb"), ("+=&?#%:@!$'()*,;", "%2B%3D%26%3F%23%25%3A%40%21%24%27%28%29%2A%2C%3B", nil),
        ("é€", "%C3%A9%E2%82%AC", nil), ("\u{0}\n", "%00%0A", nil),
    ])
    func percentEncoding(_ text: String, _ path: String, _ query: String?) {
        #expect(PercentEncoding.path(text) == path)
        #expect(PercentEncoding.query(text) == query ?? path)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
        ("Mon, 31 Dec 2096 12:00:00 GMT", 4_007_793_600),
    ])
    func aDateIsRead(_ text: String, _ seconds: Double) {
        #expect(HTTPHeaders.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
    ])
    func whatIsNoDateIsNotRead(_ text: String) { #expect(HTTPHeaders.date(text) == nil) }

    @Test(arguments: [
        ("https://host", "https", "host", 443, "https://host"),
        ("HTTP://Host/p?q#f", "http", "Host", 80, "http://Host/p"),
        ("http://user:pass@host:8080/p?q", "http", "host", 8080, "http://host:8080/p"),
        ("https://[::1]:6443/x", "https", "::1", 6443, "https://[::1]:6443/x"),
        ("https://h:/x", "https", "h", 443, "https://h:/x"),
        ("https://h?q=1", "https", "h", 443, "https://h"),
    ])
    func aURLIsTakenApart(_ url: String, _ scheme: String, _ host: String, _ port: Int, _ display: String) throws {
        let target = try HTTPTarget(url)
        #expect(target.scheme == scheme)
        #expect(target.host == host)
        #expect(target.port == port)
        #expect(target.display == display)
    }

    @Test func theWaitGrowsToItsCap() {
        let backoff = Backoff(base: .seconds(1), cap: .seconds(20))
        #expect(backoff.delay(afterAttempt: 1, random: 0) == .zero)
        #expect(
            (1...7).map { backoff.delay(afterAttempt: $0, random: 0.5) }
                == [0.5, 1, 2, 4, 8, 10, 10].map { Duration.seconds($0) })
        #expect(backoff.delay(afterAttempt: 1_000_000, random: 0.999) < .seconds(20))
    }

    @Test func theAlertOfAPeerIsRead() {
        let words = "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"
        #expect(Transfer.tlsError(in: words) == 1116)
        #expect(Transfer.tlsError(in: "error:0A000126:SSL routines::unexpected eof while reading") == 294)
        #expect(Transfer.tlsError(in: "Connection reset by peer") == nil)
    }
}
