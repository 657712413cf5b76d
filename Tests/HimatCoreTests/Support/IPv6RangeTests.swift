// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@Suite struct IPv6RangeTests {
    @Test(arguments: [
        ("::/0", "::/0"), ("2001:DB8::/32", "2001:db8::/32"), ("2001:0db8:0:0:1:0:0:0/80", "2001:db8:0:0:1::/80"),
        ("fe80::1/128", "fe80::1/128"), ("1:2:3:4:5:6:7:8/128", "1:2:3:4:5:6:7:8/128"), ("::1/128", "::1/128"),
        ("2001:db8:0:1::/64", "2001:db8:0:1::/64"), ("1::8/128", "1::8/128"),
    ])
    func itReadsAndWritesTheShortestForm(text: String, shown: String) {
        #expect(IPv6Range(text)?.description == shown)
        #expect(IPv6Range(shown) == IPv6Range(text))
    }

    @Test(arguments: [
        "", "::", "::/129", "::/01", "2001:db8::1/32", "1:2:3:4:5:6:7/128", "1:2:3:4:5:6:7:8:9/128", "1::2::3/128",
        ":::/0", "12345::/16", "g::/16", "+1::/16", "10.0.0.0/8", "::ffff:10.0.0.1/128", ":1:2:3:4:5:6:7/128",
        "8000::/0",
    ])
    func whatIsNoRangeIsRefused(text: String) {
        #expect(IPv6Range(text) == nil)
    }
}
