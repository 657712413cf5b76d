// SPDX-License-Identifier: MIT

/// Aligned columns, two spaces apart.
public struct Table: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    /// A table with these column heads; none = no head line.
    public init(_ header: [String] = []) { self.header = header }

    /// Adds a row; line breaks inside a cell become spaces.
    public mutating func add(_ cells: [String]) {
        rows.append(cells.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") })
    }

    /// Whether there is no row.
    public var isEmpty: Bool { rows.isEmpty }

    /// The lines, without trailing spaces.
    public func lines() -> [String] {
        let all = (header.isEmpty ? [] : [header.map { $0.uppercased() }]) + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in all.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += column == row.count - 1 ? cell : cell.padded(to: widths[column] + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The lines, each ended by a newline.
    public func text() -> String { lines().map { $0 + "\n" }.joined() }
}

extension String {
    /// This text with spaces after it up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
