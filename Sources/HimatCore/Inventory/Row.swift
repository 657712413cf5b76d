// SPDX-License-Identifier: MIT
internal import FoundationEssentials

extension Database.Row {
    /// The text of a column, or nil.
    func text(_ column: String) -> String? { if case .text(let text) = self[column] { text } else { nil } }
    /// The integer of a column, or nil.
    func int(_ column: String) -> Int? { if case .int(let number) = self[column] { number } else { nil } }
    /// The moment of a column of seconds since 1970, or nil.
    func date(_ column: String) -> Date? {
        switch self[column] {
        case .double(let seconds): Date(timeIntervalSince1970: seconds)
        case .int(let seconds): Date(timeIntervalSince1970: Double(seconds))
        default: nil
        }
    }
}

extension Database.Value {
    /// A text, or null.
    static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .null }
    /// A number, or null.
    static func optional(_ number: Int?) -> Self { number.map { .int($0) } ?? .null }
    /// A moment as seconds since 1970, or null.
    static func optional(_ date: Date?) -> Self { date.map { .date($0) } ?? .null }
    /// A moment as seconds since 1970.
    static func date(_ date: Date) -> Self { .double(date.timeIntervalSince1970) }
}
