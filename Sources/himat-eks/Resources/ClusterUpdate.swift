// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// An update that EKS carries out by itself: begun when no other is under way, then watched to its end.
struct ClusterUpdate: Sendable {
    let site: Site
    let address: Address
    var nodeGroup: String?
    var addOn: String?
    let limit: Duration
    let context: OperationContext

    /// Whether EKS refused because nothing is left to change: the update of an interrupted run came through meanwhile.
    /// There is no code for that, so its words decide.
    static func isDoneAlready(_ error: HimatError) -> Bool {
        guard let refusal = error.awsError, refusal.code == "InvalidParameterException" else { return false }
        let words = refusal.message.lowercased()
        return words.contains("already at the desired configuration") || words.contains("no changes needed")
    }

    /// Begins the update and waits until it is done.
    /// - Throws: `HimatError` (service) with EKS's own words when the update failed.
    func run(_ begin: () async throws -> String) async throws {
        let id: String
        do {
            id = try await Persistence.whileBusy(address, limit: limit, in: context, begin)
        } catch let error as HimatError where Self.isDoneAlready(error) {
            return
        }
        guard !id.isEmpty else { return }
        let began = context.clock.now()
        while true {
            let update = try await site.eks.describeUpdate(id, cluster: site.name, nodeGroup: nodeGroup, addOn: addOn)
            switch update.status {
            case "Successful": return
            case "Failed", "Cancelled":
                throw HimatError(
                    .service, "\(address): EKS gave the update \(id) up (\(update.status))", details: update.errors,
                    nextStep: "mend what EKS names, then run apply again")
            default: break
            }
            guard context.clock.now().timeIntervalSince(began) < Double(limit.components.seconds) else {
                throw HimatError(
                    .timedOut, "\(address): the update \(id) is still \(update.status)",
                    nextStep: "run apply again; it goes on from here")
            }
            context.progress.report(ProgressEvent(address, .waiting("update \(update.status)")))
            try await context.clock.sleep(for: context.interval(Patience(interval: .seconds(15), limit: limit)))
        }
    }
}
