// SPDX-License-Identifier: MIT
import HimatCore

/// What is different between two locks, by package; two packages of one name from conda and pip are two.
struct LockDiff: Displayable {
    struct Change: Equatable {
        let name: String
        /// `conda`, `pip`, `apt` or `python`.
        let source: String
        let before: String?
        let after: String?
    }

    let changes: [Change]

    init(_ before: ImageLock, _ after: ImageLock) {
        var changes: [Change] = []
        if before.python != after.python {
            changes.append(Change(name: "python", source: "python", before: before.python, after: after.python))
        }
        for (source, path) in [("conda", \ImageLock.conda), ("pip", \ImageLock.pip), ("apt", \ImageLock.apt)] {
            let old = Self.versions(before[keyPath: path])
            let new = Self.versions(after[keyPath: path])
            for name in Set(old.keys).union(new.keys).sorted() where old[name] != new[name] {
                changes.append(Change(name: name, source: source, before: old[name], after: new[name]))
            }
        }
        self.changes = changes
    }

    var document: JSONValue {
        .array(
            changes.map { change in
                [
                    "name": .string(change.name), "source": .string(change.source),
                    "before": change.before.map { .string($0) } ?? .null,
                    "after": change.after.map { .string($0) } ?? .null,
                ]
            })
    }

    func text(_ palette: Palette) -> String {
        if changes.isEmpty { return "The same packages in the same versions.\n" }
        var table = Table()
        for change in changes {
            let sign = change.before == nil ? "+" : change.after == nil ? "-" : "~"
            let versions = [change.before, change.after].compactMap { $0 }.joined(separator: " -> ")
            table.add(["\(sign) \(change.name)", versions, change.source])
        }
        return table.text()
    }

    private static func versions(_ packages: [ImageLock.Package]) -> [String: String] {
        Dictionary(
            packages.map { ($0.name.lowercased(), $0.version + ($0.build.map { " \($0)" } ?? "")) },
            uniquingKeysWith: { $1 })
    }
}
