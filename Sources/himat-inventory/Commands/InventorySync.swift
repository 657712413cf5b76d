// SPDX-License-Identifier: MIT
import ArgumentParser
import HimatCore

/// `sync`: the inventory made again from the cloud: tags, EKS and each cluster's `himat-outputs`.
struct InventorySync: HimatCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Rebuild the inventory from the tags in AWS and the outputs in each cluster.",
        discussion:
            "Looks in the regions named, else in the configuration's or profile's own and those the inventory knows of this account."
    )

    @Option(help: ArgumentHelp("A region to look in; may be repeated.", valueName: "region"))
    var region: [String] = []

    @Option(help: ArgumentHelp("The AWS profile, over AWS_PROFILE.", valueName: "name"))
    var profile: String?

    @OptionGroup var output: OutputOptions

    func run(in runtime: Runtime) async throws {
        let inventory = try runtime.openInventory()
        let settings = try AWSSettings(environment: runtime.environment, profile: profile)
        let sender = HTTPClient(environment: runtime.environment)
        let home = try AWSClient(
            settings, region: region.first ?? startingRegion(settings, inventory, runtime), sender: sender,
            clock: runtime.clock)
        let account = try await STS(home).getCallerIdentity().account
        let discoveries = try regions(home.region, inventory, account: account).map { name in
            RegionDiscovery(
                aws: try home.inRegion(name), account: account, sender: sender, clock: runtime.clock, warn: runtime.warn
            )
        }
        let found = try await withThrowingTaskGroup(of: (DiscoveryScope, [DiscoveredCluster]).self) { group in
            for discovery in discoveries { group.addTask { (discovery.scope, try await discovery.discover()) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (scope, clusters) in found {
            let summary = try inventory.adopt(clusters, in: scope, at: runtime.clock.now())
            for gone in summary.gone { runtime.standardError.write("\(gone) is gone\n") }
        }
        let places = discoveries.map(\.scope.region).joined(separator: ", ")
        runtime.standardError.write("looked in \(places) of account \(account)\n")
        let clusters = try inventory.clusters().filter { $0.facts.state != ClusterState.destroyed }
        let retained = try inventory.volumes().filter { $0.state == VolumeRecord.retained }
        runtime.show(ClusterListReport(clusters: clusters, retained: retained, now: runtime.clock.now()), output)
    }

    /// The region of the configuration here, the environment or the profile; where there is none, one that the inventory knows will do.
    private func startingRegion(_ settings: AWSSettings, _ inventory: Inventory, _ runtime: Runtime) throws -> String? {
        let configured = try? ConfigLoader(environment: runtime.environment).load().config.clusterRegion
        do {
            return try settings.region(configured ?? nil)
        } catch {
            guard let known = try inventory.clusters().first(where: { $0.identity.isAWS })?.identity.region else {
                throw HimatError(
                    .usage, "No region to look in is known", cause: error,
                    nextStep: "himat-inventory sync --region us-west-2")
            }
            return known
        }
    }

    private func regions(_ home: String, _ inventory: Inventory, account: String) throws -> [String] {
        guard region.isEmpty else { return Set(region).sorted() }
        let known = try inventory.clusters().map(\.identity).filter { $0.account == account && $0.isAWS }.map(\.region)
        return Set(known + [home]).sorted()
    }
}

extension ClusterIdentity {
    /// Whether it is an EKS cluster: an account has twelve digits, a kubeconfig's cluster has none.
    fileprivate var isAWS: Bool { account.count == 12 && account.allSatisfy(\.isNumber) }
}
