// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        "", " ", "m", "Gi", "1 Gi", "1g", "1KI", "1K", "--1", "1.2.3", ".", "0x1", "1e", "1e99", "1e-99", "1Gim", "１",
        "99999999999999999999", "9E9x", "10000000000000000Ei", "1e19",
    ])
    func aTextThatIsNoAmountIsRefused(_ text: String) { #expect(Quantity(text) == nil) }

    @Test(arguments: [
        ("0", 0, 0), ("1500m", 1500, 2), ("1.5", 1500, 2), ("16Gi", 17_179_869_184_000, 17_179_869_184),
        ("1600M", 1_600_000_000_000, 1_600_000_000), ("2e3", 2_000_000, 2000), ("2E3", 2_000_000, 2000), ("100u", 1, 1),
        ("1n", 1, 1), ("-1500m", -1500, -1), (".5", 500, 1), ("5.", 5000, 5), ("+3", 3000, 3), ("0.1Ki", 102_400, 103),
    ])
    func anAmountIsReadExactly(_ text: String, _ milli: Int, _ value: Int) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.milli == milli)
        #expect(quantity.value == value)
    }

    @Test(arguments: [
        ("1500m", "1500m"), ("1000m", "1"), ("1.5", "1500m"), ("16Gi", "16Gi"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"),
        ("1600M", "1600M"), ("2000M", "2G"), ("2e3", "2k"), ("0.5", "500m"), ("0", "0"), ("1000Ki", "1000Ki"),
        ("-1", "-1"),
        ("1e-3", "1m"), ("123Mi", "123Mi"), ("1Ei", "1Ei"),
    ])
    func anAmountIsWrittenInItsCanonicalForm(_ text: String, _ form: String) {
        #expect(Quantity(text)?.description == form)
    }

    @Test func amountsCompareByValue() throws {
        #expect(Quantity("1") == Quantity("1000m"))
        #expect(Quantity("1Gi") == .gibibytes(1))
        #expect(try #require(Quantity("1G")) < .gibibytes(1))
        #expect(Set([Quantity("1"), Quantity("1000m")]).count == 1)
        #expect(Quantity.milliCPU(400).description == "400m")
        #expect(Quantity.megabytes(1600).description == "1600M")
        #expect(Quantity.mebibytes(512).description == "512Mi")
    }
}
