// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@Suite struct TimeSpanTests {
    @Test(arguments: [
        "", "0", "0s", "m", "1.5h", "-3m", "3 m", "5d", "10m5", "99999999999999999999s", "9000000h", "٣m",
    ])
    func whatIsNoLengthOfTimeIsRefused(text: String) { #expect(TimeSpan(argument: text) == nil) }

    @Test(arguments: [("90", 90), ("90s", 90), ("45m", 2700), ("2h", 7200), ("1h30m", 5400), ("1h1m1s", 3661)])
    func lengthsOfTime(text: String, seconds: Int) { #expect(TimeSpan(argument: text)?.seconds == seconds) }

    @Test(arguments: [
        (0.04, "0.0 s"), (1.24, "1.2 s"), (9.96, "10 s"), (59.4, "59 s"), (185, "3 min 05 s"), (7800, "2 h 10 min"),
        (259_200, "3 d"),
    ])
    func lengthsOfTimeForPeople(seconds: Double, text: String) { #expect(Elapsed.text(.seconds(seconds)) == text) }

    @Test(arguments: [("a=b", "a", "b"), ("a=", "a", ""), ("a=b=c", "a", "b=c")])
    func settingsSplitAtTheFirstEqualsSign(text: String, key: String, value: String) {
        #expect(Setting(argument: text)?.key == key)
        #expect(Setting(argument: text)?.value == value)
    }

    @Test(arguments: ["", "a", "=b"]) func aSettingNeedsAKeyAndAnEqualsSign(text: String) {
        #expect(Setting(argument: text) == nil)
    }
}
