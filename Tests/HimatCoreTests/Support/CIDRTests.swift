// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct CIDRTests {
    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0/8", "10.0.0.0.0/8",
        "10.0.0.1/24", "010.0.0.0/8", "256.0.0.0/8", "10.0.0.0/8 ", "::/0", "10..0.0/8", "a.b.c.d/8", "+10.0.0.0/8",
    ])
    func aTextThatIsNoRangeIsRefused(_ text: String) { #expect(CIDR(text) == nil) }

    @Test(arguments: ["0.0.0.0/0", "10.0.0.0/16", "203.0.113.7/32", "255.255.255.255/32", "128.0.0.0/1"])
    func aRangeIsWrittenAsItWasRead(_ text: String) { #expect(CIDR(text)?.description == text) }

    @Test func subnetsAreCutInOrder() throws {
        let range = try #require(CIDR("10.0.0.0/16"))
        #expect(range.subnet(0, prefix: 20)?.description == "10.0.0.0/20")
        #expect(range.subnet(15, prefix: 20)?.description == "10.0.240.0/20")
        #expect(range.subnet(16, prefix: 20) == nil)
        #expect(range.subnet(-1, prefix: 20) == nil)
        #expect(range.subnet(0, prefix: 15) == nil)
        #expect(range.subnet(0, prefix: 33) == nil)
    }

    @Test func aRangeHoldsItsParts() throws {
        let range = try #require(CIDR("10.0.0.0/8"))
        #expect(range.contains(try #require(CIDR("10.255.0.0/16"))))
        #expect(!range.contains(try #require(CIDR("11.0.0.0/16"))))
        #expect(!range.contains(.anywhere))
        #expect(CIDR.anywhere.contains(range))
    }

    @Test func hostBitsAreClearedOnRequest() {
        #expect(CIDR(clearingHostBits: "10.1.2.3/16")?.description == "10.1.0.0/16")
        #expect(CIDR(clearingHostBits: "10.1.2.3/0")?.description == "0.0.0.0/0")
        #expect(CIDR(clearingHostBits: "10.1.2.3") == nil)
        #expect(CIDR(address: "10.1.2.3")?.description == "10.1.2.3/32")
    }
}
