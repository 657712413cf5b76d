// SPDX-License-Identifier: MIT
import HimatAWS
import HimatSupport
import Testing

struct XMLDocumentTests {
    @Test func namesLoseTheirPrefixAndTextItsOuterSpace() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <e:Response xmlns:e="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>  r-1 </requestId>
              <vpcSet><item><vpcId>vpc-1</vpcId></item><item><vpcId>vpc-2</vpcId></item></vpcSet>
              <note>a &lt; b &amp; ü<!-- unseen --><![CDATA[ <c> ]]></note><empty/>
            </e:Response>
            """
        let root = try XMLDocument.parse([UInt8](text.utf8))
        #expect(root.name == "Response")
        #expect(root.text("requestId") == "r-1")
        #expect(root.list("vpcSet").map { $0["vpcId"]?.text } == ["vpc-1", "vpc-2"])
        #expect(root["note"]?.text == "a < b & ü <c>")
        #expect(root["empty"] == XMLElement("empty"))
        #expect(root.text("vpcSet", "nothing") == nil)
    }

    @Test(arguments: [
        "", "  ", "no XML", "<a>", "<a></b>", "<a/><b/>", "<a>&unknown;</a>", "<a b=1/>", "\u{1}",
        "<!DOCTYPE a [<!ENTITY x \"lol\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        String(repeating: "<a>", count: 101) + String(repeating: "</a>", count: 101),
    ])
    func whatIsNoPlainDocumentIsRefusedWithItsPlace(text: String) {
        let error = #expect(throws: HimatError.self) { try XMLDocument.parse([UInt8](text.utf8)) }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("line ") == true, "\(error?.message ?? "")")
    }

    @Test func aHundredLevelsAreRead() throws {
        let text = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        #expect(try XMLDocument.parse([UInt8](text.utf8)).name == "a")
    }

    @Test func brokenUTF8IsRefused() {
        #expect(throws: HimatError.self) { try XMLDocument.parse([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }
}
