// SPDX-License-Identifier: MIT

/// Runs the nodes of a graph: each as soon as its own needs are done, a limited number at once.
///
/// A failure ends only what depends on it; a cancelled task starts nothing new.
struct NodeScheduler {
    enum Result: Sendable {
        case done
        case failed(any Error)
        /// A node it needs failed or was itself blocked.
        case blocked(by: Int)
        /// The run was interrupted before it began.
        case notStarted
    }

    private let needs: [Set<Int>]
    private let limit: Int

    /// - Parameter needs: for each node the nodes that must be done before it.
    init(needs: [Set<Int>], limit: Int) {
        self.needs = needs
        self.limit = max(1, limit)
    }

    func run(_ work: @escaping @Sendable (Int) async throws -> Void) async -> [Result] {
        var results = [Result?](repeating: nil, count: needs.count)
        var open = needs
        var ready = needs.indices.filter { needs[$0].isEmpty }
        var dependents = [[Int]](repeating: [], count: needs.count)
        for (node, set) in needs.enumerated() { for need in set { dependents[need].append(node) } }

        await withTaskGroup(of: (Int, (any Error)?).self) { group in
            var running = 0
            while true {
                while running < limit, !ready.isEmpty, !Task.isCancelled {
                    let node = ready.removeFirst()
                    running += 1
                    group.addTask {
                        do {
                            try await work(node)
                            return (node, nil)
                        } catch {
                            return (node, error)
                        }
                    }
                }
                guard let (node, error) = await group.next() else { break }
                running -= 1
                if let error {
                    results[node] = .failed(error)
                    Self.block(node, dependents, &results)
                    continue
                }
                results[node] = .done
                for dependent in dependents[node] {
                    open[dependent].remove(node)
                    if open[dependent].isEmpty, results[dependent] == nil { ready.append(dependent) }
                }
                ready.sort()
            }
        }
        return results.map { $0 ?? .notStarted }
    }

    private static func block(_ failed: Int, _ dependents: [[Int]], _ results: inout [Result?]) {
        var queue = [failed]
        while let node = queue.popLast() {
            for dependent in dependents[node] where results[dependent] == nil {
                results[dependent] = .blocked(by: failed)
                queue.append(dependent)
            }
        }
    }
}
