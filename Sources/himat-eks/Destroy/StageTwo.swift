// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// What stage two, or anybody, put into the cluster and AWS bills for: load balancers. They go before the cluster, which alone cleans up after them.
struct StageTwo: Sendable {
    private static let address: Address = "load-balancers"
    /// How long Kubernetes is given to remove its balancers.
    private static let kubernetesPatience = Patience(interval: .seconds(5), limit: .seconds(300))
    /// How long AWS takes to remove the interfaces of a deleted balancer.
    private static let interfacePatience = Patience(interval: .seconds(10), limit: .seconds(1200))

    let site: Site
    let balancers: Balancers
    /// The cluster's API; nil when there is no cluster.
    let kubernetes: KubernetesClient?
    let context: OperationContext

    func end() async throws {
        let vpcs = Set(try await site.vpcs(in: context).map(\.id))
        if let kubernetes, try await askKubernetes(kubernetes) {
            try await wait(Self.kubernetesPatience, for: "Kubernetes to remove its load balancers") {
                try await balancers.find(vpcIDs: vpcs).map(\.id)
            }
        }
        let orphans = try await balancers.find(vpcIDs: vpcs)
        if !orphans.isEmpty {
            note("deleting load balancers that nothing removes any more: \(orphans.map(\.id).joined(separator: ", "))")
            try await deleteOrphans(orphans)
        }
        for vpc in vpcs {
            let debris = NetworkDebris(site: site, vpcID: vpc)
            try await wait(Self.interfacePatience, for: "the load balancers' network interfaces to go", isVital: true) {
                try await debris.balancerInterfaces().map(\.id)
            }
        }
    }

    /// A target group stays in use for a moment after its balancer is deleted.
    private func deleteOrphans(_ orphans: [Balancers.Found]) async throws {
        try await Persistence(context: context, address: Self.address, limit: .seconds(120))(
            while: { $0.awsCode == "ResourceInUse" ? "target groups still in use" : nil },
            { try await balancers.delete(orphans) })
    }

    /// Deletes every Service of type LoadBalancer and every Ingress; false when the API server cannot be asked.
    private func askKubernetes(_ client: KubernetesClient) async throws -> Bool {
        do {
            let services = try await client.list(.service).items.filter { $0.spec["type"]?.string == "LoadBalancer" }
            let ingresses = try await client.list(.ingress).items
            for object in services + ingresses {
                guard let reference = object.reference else { continue }
                note("deleting \(object.kindName) \(object.namespace ?? "")/\(object.name)")
                try await client.delete(reference)
            }
            return !(services + ingresses).isEmpty
        } catch let error as HimatError {
            context.progress.report(
                ProgressEvent(
                    nil, .warning("the API server cannot be asked, so load balancers are looked for in AWS: \(error)")))
            return false
        }
    }

    /// Looks until nothing is left; without `isVital` it gives up quietly when the time is over.
    private func wait(
        _ patience: Patience, for what: String, isVital: Bool = false, _ look: () async throws -> [String]
    ) async throws {
        let began = context.clock.now()
        while true {
            let left = try await look()
            if left.isEmpty { return }
            let isOver = context.clock.now().timeIntervalSince(began) >= Double(patience.limit.components.seconds)
            if isOver, !isVital { return }
            guard !isOver else {
                throw HimatError(
                    .timedOut, "Waited in vain for \(what)", details: left,
                    nextStep: "himat-eks destroy goes on from here")
            }
            context.progress.report(
                ProgressEvent(Self.address, .waiting("waiting for \(what): \(left.joined(separator: ", "))")))
            try await context.clock.sleep(for: context.interval(patience))
        }
    }

    private func note(_ words: String) { context.progress.report(ProgressEvent(nil, .note(words))) }
}
