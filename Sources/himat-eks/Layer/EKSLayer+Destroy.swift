// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    func destroySummary(of plan: DestroyPlan, in context: OperationContext) async throws -> DestroySummary {
        var summary = DestroySummary(needsTypedName: false)
        let volume = plan.items.first { $0.address == Volume.address }?.observation
        let size = volume?.attributes["size"].flatMap { Int($0) } ?? config.jupyterGBStorage
        if plan.deletions.contains(where: { $0.address == Cluster.address }) {
            summary.dies.append("everything that runs in the cluster, results held by workers, and its load balancers")
        }
        let monthly = Money.dollars(VolumePrice.perMonth(gibibytes: size))
        guard let volume else { return summary }
        switch retention {
        case .keep:
            summary.stays.append("what stays is billed: \(volume.id), \(size) GiB, about \(monthly) a month")
        case .snapshot:
            summary.stays.append("a snapshot of \(volume.id), billed by what is in it (about $0.05 per GiB a month)")
        case .delete:
            summary.dies.append("the notebooks themselves: \(volume.id) is deleted for good")
            summary.needsTypedName = true
        }
        return summary
    }

    func prepareDestroy(in context: OperationContext) async throws {
        try await StageTwo(
            site: site, balancers: Balancers(site: site, aws: aws), kubernetes: try await kubernetes(in: context),
            context: context
        ).end()
    }

    /// EC2, IAM and the balancers go on showing for a while what is gone already, so what is found is looked for again.
    func sweep(in context: OperationContext) async throws -> [Leftover] {
        let sweep = Sweep(site: site, aws: aws, runID: context.runID)
        let pause = context.interval(Patience(interval: .seconds(5), limit: .seconds(30)))
        for _ in 1..<6 {
            if try await sweep.leftovers().isEmpty { return [] }
            try await context.clock.sleep(for: pause)
        }
        return try await sweep.leftovers()
    }

    /// The cluster's own API, asked with the caller's token; nil while there is none.
    private func kubernetes(in context: OperationContext) async throws -> KubernetesClient? {
        guard let found = try await site.cluster(in: context),
            let connection = KubernetesConnection(found, aws: aws, clock: runtime.clock)
        else { return nil }
        return KubernetesClient(connection, sender: sender, clock: runtime.clock)
    }
}
