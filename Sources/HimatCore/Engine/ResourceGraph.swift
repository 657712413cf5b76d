// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The resources of a layer and what each needs, checked: every name known, no name twice, no cycle.
public struct ResourceGraph: Sendable {
    /// The resources, dependencies before dependents; beside that in the order the layer listed them.
    public let resources: [any ManagedResource]
    private let positions: [Address: Int]
    private let dependents: [Address: [Address]]

    /// Orders the resources.
    /// - Throws: `HimatError` (internal) for an address that stands twice, a dependency nobody provides, or a cycle, with its path.
    public init(_ listed: [any ManagedResource]) throws {
        var byAddress: [Address: any ManagedResource] = [:]
        for resource in listed {
            guard byAddress.updateValue(resource, forKey: resource.address) == nil else {
                throw HimatError(.internalFault, "Two resources are called \(resource.address)")
            }
        }
        var dependents: [Address: [Address]] = [:]
        for resource in listed {
            for dependency in resource.dependencies {
                guard byAddress[dependency] != nil else {
                    throw HimatError(
                        .internalFault,
                        "\(resource.address) depends on \(dependency), which is no resource of this layer",
                        details: ["known: " + byAddress.keys.sorted().map(\.text).joined(separator: ", ")])
                }
                dependents[dependency, default: []].append(resource.address)
            }
        }
        var order = TopologicalOrder(byAddress)
        resources = try order.sorted(listed.map(\.address))
        positions = Dictionary(uniqueKeysWithValues: resources.enumerated().map { ($1.address, $0) })
        self.dependents = dependents
    }

    /// The resource of this address.
    public subscript(address: Address) -> (any ManagedResource)? { positions[address].map { resources[$0] } }

    /// Who names this address as a dependency.
    public func dependents(of address: Address) -> [Address] { dependents[address] ?? [] }

    /// Everything this address needs, directly or through others.
    public func closure(of address: Address) -> Set<Address> {
        var found: Set<Address> = []
        var open = self[address]?.dependencies ?? []
        while let next = open.popLast() {
            if found.insert(next).inserted { open += self[next]?.dependencies ?? [] }
        }
        return found
    }
}

/// Depth-first search that remembers its path, so that a cycle can be shown.
private struct TopologicalOrder {
    private enum Mark { case entered, done }

    private let resources: [Address: any ManagedResource]
    private var marks: [Address: Mark] = [:]
    private var path: [Address] = []
    private var result: [any ManagedResource] = []

    init(_ resources: [Address: any ManagedResource]) { self.resources = resources }

    mutating func sorted(_ addresses: [Address]) throws -> [any ManagedResource] {
        for address in addresses { try visit(address) }
        return result
    }

    private mutating func visit(_ address: Address) throws {
        guard marks[address] != .done, let resource = resources[address] else { return }
        if marks[address] == .entered {
            let cycle = path.drop { $0 != address } + [address]
            throw HimatError(
                .internalFault, "Resources depend on each other in a circle",
                details: [cycle.map(\.text).joined(separator: " -> ")])
        }
        marks[address] = .entered
        path.append(address)
        for dependency in resource.dependencies { try visit(dependency) }
        path.removeLast()
        marks[address] = .done
        result.append(resource)
    }
}
