// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

extension EKSLayer {
    func preflight(for plan: Plan?, in context: OperationContext) async throws -> [Finding] {
        if plan == nil, caller == nil { return ConfigFindings(loaded).all.findings }
        let decisions = try await decisions(in: context)
        let cluster = plan?[Cluster.address]
        let changesVersion =
            plan == nil || cluster?.action == .create || (cluster?.changes.contains(under: "version") ?? false)
        let starts = NodeGroup.Kind.allCases.filter { kind in
            guard let plan else { return true }
            return plan[kind.address].map { Self.starts($0) } ?? false
        }
        guard changesVersion || !starts.isEmpty else { return [] }
        return await Preflight(
            layer: self, decisions: decisions, context: context, changesVersion: changesVersion, starts: Set(starts),
            grows: Set(starts.filter { plan?[$0.address].map(Self.grows) ?? false })
        ).findings()
    }

    /// Whether a step keeps its group and its nodes.
    private static func grows(_ step: Step) -> Bool { if case .update = step.action { true } else { false } }

    /// Whether a step starts nodes that do not run now.
    private static func starts(_ step: Step) -> Bool {
        switch step.action {
        case .create, .replace: return true
        case .update(let changes):
            let desired = changes.first { $0.path == "scaling.desired" }
            return (desired?.new.flatMap { Int($0) } ?? 0) > (desired?.old.flatMap { Int($0) } ?? 0)
        case .delete, .wait, .none: return false
        }
    }

    /// What a plan mentions and does not do: something newer exists, what a spot machine costs today, what a hibernation still costs.
    func notes(on plan: Plan, in context: OperationContext) async throws -> [String] {
        guard [.plan, .apply].contains(request.verb) else { return [] }
        var notes = request.verb == .plan ? try await news(in: context) : []
        if config.hibernate {
            let volume = Money.dollars(VolumePrice.perMonth(gibibytes: config.jupyterGBStorage))
            notes.append(
                "hibernated, this is still billed: the control plane ($0.10/h), the load balancer if stage two made one "
                    + "(about $0.025/h), the volume (about \(volume) a month)")
        }
        if let change = plan[NodeGroup.Kind.stable.address], case .replace = change.action {
            notes.append(
                "the stable node is replaced: Jupyter and the scheduler restart, results held by workers are lost")
        }
        if plan[Cluster.address]?.changes.contains(under: "version") ?? false {
            notes.append(
                "add-ons and nodes keep their versions; afterwards: himat-eks apply --refresh addons --refresh nodes")
        }
        return notes
    }

    /// What has to be asked for, which an apply that changes nothing does without.
    private func news(in context: OperationContext) async throws -> [String] {
        let decisions = try await decisions(in: context)
        async let newer = newerVersion(decisions, in: context)
        async let price = priceToday(decisions, in: context)
        async let cost = hourlyCost(decisions, in: context)
        return [await newer, await price, await cost].compactMap { $0 }
    }

    private func newerVersion(_ decisions: Decisions, in context: OperationContext) async -> String? {
        guard let running = try? await site.cluster(in: context)?.version,
            let newest = try? await catalog.newestVersion(), let new = KubernetesVersion(newest),
            let present = KubernetesVersion(running), new > present,
            let wanted = KubernetesVersion(decisions.version), new > wanted
        else { return nil }
        let way =
            config.clusterVersion == "latest"
            ? "you type: himat-eks apply --refresh version" : "cluster_version says so"
        return "Kubernetes \(newest) is out; this cluster runs \(running) until \(way)"
    }

    private func priceToday(_ decisions: Decisions, in context: OperationContext) async -> String? {
        guard let limit = config.spotPrice, config.spotNodeCount > 0 else { return nil }
        let offers = try? await SpotMarket(layer: self, decisions: decisions, context: context).offers()
        guard let cheapest = offers?.first else { return nil }
        return
            "spot_price is \(Money.perHour(limit)), today's price is \(Money.perHour(cheapest.price)) (\(cheapest.type) in "
            + "\(cheapest.zone)); managed groups take no limit, it is checked before nodes are started"
    }
}

extension [ConfigFinding] {
    /// The findings as a layer gives them.
    fileprivate var findings: [Finding] {
        (refusal.map { [.refusal($0)] } ?? []) + filter { $0.level == .warning }.map { .warning($0.line) }
    }
}

/// What gp3 storage costs in most regions; an estimate for words, not for a bill.
enum VolumePrice {
    static func perMonth(gibibytes: Int) -> Double { 0.08 * Double(gibibytes) }
    static func perHour(gibibytes: Int) -> Double { perMonth(gibibytes: gibibytes) / 730 }
}
