// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// The copy that `destroy --volume snapshot` makes of the notebooks' home, once.
struct VolumeSnapshot: Sendable {
    static let address: Address = "volume-snapshot"

    let site: Site
    let volumeID: String

    /// Makes the snapshot unless an interrupted destroy has, and waits until it is complete.
    func complete(_ patience: Patience, in context: OperationContext) async throws {
        var snapshot = try await find()
        if snapshot == nil {
            snapshot = try await site.ec2.createSnapshot(
                of: volumeID, description: "HiMAT \(site.identity): notebooks",
                tags: site.creationTags(
                    Self.address, [TagKey.retained: "snapshot of \(volumeID)"], in: context))
        }
        let began = context.clock.now()
        while let current = snapshot, current.state != "completed" {
            guard current.state != "error" else {
                throw HimatError(
                    .service, "The snapshot \(current.id) of \(volumeID) failed; the volume is kept",
                    nextStep: "delete the snapshot and run destroy again")
            }
            guard context.clock.now().timeIntervalSince(began) < Double(patience.limit.components.seconds) else {
                throw HimatError(
                    .timedOut, "The snapshot \(current.id) of \(volumeID) is not complete yet; the volume is kept",
                    nextStep: "run destroy again; it goes on from here")
            }
            context.progress.report(
                ProgressEvent(Volume.address, .waiting("snapshot \(current.id) is \(current.state)")))
            try await context.clock.sleep(for: context.interval(patience))
            snapshot = try await find() ?? current
        }
        if let snapshot {
            context.progress.report(ProgressEvent(Volume.address, .note("kept as snapshot \(snapshot.id)")))
        }
    }

    private func find() async throws -> EC2.Snapshot? {
        try await site.ec2.describeSnapshots(site.filters + [EC2.Filter("volume-id", volumeID)]).first
    }
}
