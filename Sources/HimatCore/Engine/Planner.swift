// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Finds what is there, all at once, and says what must be done.
public struct Planner: Sendable {
    private let graph: ResourceGraph

    /// Plans for the resources of a graph.
    public init(_ graph: ResourceGraph) { self.graph = graph }

    /// Observes every resource at once and compares; makes no call that changes anything.
    /// - Throws: the first observation's error, in the graph's order, with the names of the others that failed.
    public func plan(in context: OperationContext) async throws -> Plan {
        PlanDiff(graph, observed: try await observe(in: context)).plan()
    }

    /// Everything that was found, by address.
    /// - Throws: as `plan(in:)`.
    public func observe(in context: OperationContext) async throws -> [Address: [Observation]] {
        let results = await withTaskGroup(of: (Address, Result<[Observation], any Error>).self) { group in
            for resource in graph.resources {
                group.addTask {
                    do {
                        return (resource.address, .success(try await resource.observe(in: context)))
                    } catch {
                        return (resource.address, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try Task.checkCancellation()
        var found: [Address: [Observation]] = [:]
        var failures: [(address: Address, error: any Error)] = []
        for resource in graph.resources {
            switch results[resource.address] {
            case .success(let matches): found[resource.address] = matches
            case .failure(let error): failures.append((resource.address, error))
            case nil: break
            }
        }
        if let first = failures.first { throw Self.explain(first, others: failures.dropFirst().map(\.address)) }
        return found
    }

    private static func explain(_ first: (address: Address, error: any Error), others: [Address]) -> HimatError {
        let code = (first.error as? HimatError)?.code ?? .service
        let more = others.isEmpty ? [] : ["also not observed: " + others.map(\.text).joined(separator: ", ")]
        return HimatError(code, "\(first.address): cannot find out what exists", details: more, cause: first.error)
    }
}
