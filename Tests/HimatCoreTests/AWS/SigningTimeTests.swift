// SPDX-License-Identifier: MIT
import Foundation
import HimatAWS
import Testing

struct SigningTimeTests {
    /// Every day from 1960 to 2110, and every second of one day, as Foundation writes them.
    @Test func itIsWhatTheFormatterWouldWrite() {
        let formatter = Date.ISO8601FormatStyle()
        let days = stride(from: -3652, to: 51_000, by: 1).map { Double($0) * 86400 + 43_261.7 }
        let seconds = stride(from: 0, to: 86_400, by: 7).map { 1_709_164_800 + Double($0) }
        for moment in days + seconds {
            let date = Date(timeIntervalSince1970: moment.rounded(.down))
            let text = formatter.format(date)
            #expect(SigningTime(Date(timeIntervalSince1970: moment)).iso == text)
            #expect(SigningTime(date).timestamp == text.filter { !"-:".contains($0) })
        }
    }
}
