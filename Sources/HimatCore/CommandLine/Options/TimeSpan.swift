// SPDX-License-Identifier: MIT
public import ArgumentParser

/// A length of time as typed: `90s`, `45m`, `2h`, `1h30m`; a bare number is seconds.
public struct TimeSpan: ExpressibleByArgument, Sendable, Equatable {
    /// Whole seconds, at least one.
    public var seconds: Int

    /// The same as a duration.
    public var duration: Duration { .seconds(seconds) }

    /// Reads a length of time; nil for anything else, for zero, and for more than a year.
    public init?(argument: String) {
        var (total, digits) = (0, "")
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let count = Int(digits), count < 100_000_000 else { return nil }
            switch character {
            case "s": total += count
            case "m": total += count * 60
            case "h": total += count * 3600
            default: return nil
            }
            digits = ""
        }
        if !digits.isEmpty {
            guard total == 0, let count = Int(digits), count < 100_000_000 else { return nil }
            total = count
        }
        guard (1...31_536_000).contains(total) else { return nil }
        seconds = total
    }
}
