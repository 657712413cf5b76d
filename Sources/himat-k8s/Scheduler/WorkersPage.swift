// SPDX-License-Identifier: MIT
import HimatCore

/// The scheduler's page `info/main/workers.html`, read for its table.
///
/// It is the one place where Dask tells each worker's memory over HTTP: `json/identity.json` answers 500 as soon as a
/// worker has run a task ([dask/distributed#8370](https://github.com/dask/distributed/issues/8370)), and `get_workers` knows
/// addresses only. Columns are found by their heads.
struct WorkersPage: Sendable {
    let workers: [SchedulerWorker]

    /// - Throws: `HimatError` (malformed) when the page has no such table.
    init(_ html: String) throws {
        let rows = html.split(separator: "<tr").dropFirst()
        let heads = rows.first.map { Self.cells(String($0), "th").map(\.text) } ?? []
        func column(_ name: String) throws -> Int {
            guard let index = heads.firstIndex(of: name) else {
                throw HimatError(.malformed, "The scheduler's list of workers has no column \"\(name)\"")
            }
            return index
        }
        let address = try column("Worker")
        let (threads, limit, use) = (try column("Cores"), try column("Memory"), try column("Memory use"))
        let (processing, held) = (try column("Processing"), try column("In-memory"))
        workers = rows.dropFirst().compactMap { row in
            let cells = Self.cells(String(row), "td")
            guard cells.count > max(address, threads, limit, use, processing, held) else { return nil }
            return SchedulerWorker(
                address: cells[address].text, threads: Int(cells[threads].text) ?? 0,
                memory: cells[use].attribute("value").flatMap { Int($0) },
                memoryLimit: cells[limit].attribute("data-sort").flatMap { Int($0) },
                processing: Int(cells[processing].text) ?? 0, held: Int(cells[held].text) ?? 0)
        }
    }

    /// The inside of a cell, its own tag's attributes included.
    private struct Cell {
        let inside: Substring

        /// What a reader sees of it.
        var text: String {
            var (text, isInTag) = ("", true)
            for character in inside {
                switch character {
                case "<": isInTag = true
                case ">": isInTag = false
                default: if !isInTag { text.append(character) }
                }
            }
            return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        /// The first attribute of that name, of the cell or of a tag in it.
        func attribute(_ name: String) -> Substring? {
            inside.split(separator: " \(name)=\"", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first?
                .prefix { $0 != "\"" }
        }
    }

    private static func cells(_ row: String, _ tag: String) -> [Cell] {
        row.split(separator: "<\(tag)").dropFirst()
            .map { Cell(inside: $0.split(separator: "</\(tag)>", maxSplits: 1).first ?? "") }
    }
}
