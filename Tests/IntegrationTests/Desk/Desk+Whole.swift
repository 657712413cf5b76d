// SPDX-License-Identifier: MIT
import HimatCore
import Testing

extension Desk {
    /// What one whole cluster of `Desk.config` is in the sandbox's count.
    private static let whole = [
        "vpc": 1, "subnet": 2, "internet-gateway": 1, "route-table": 1, "launch-template": 2, "cluster": 1,
        "nodegroup": 2, "addon": 5, "access-entry": 2, "pod-identity-association": 1, "instance": 3,
    ]

    /// Applies what an earlier run left unfinished; then everything is there once, and nothing is left to do.
    func finish() async throws {
        try await succeed(.eks, "apply", "--yes")
        let state = try await state()
        for (kind, count) in Self.whole { #expect(state[kind] == count, "\(kind)") }
        #expect(state["parameter"] == nil, "a lock was left")
        #expect(try await homeVolumes().count == 1)
        let mark = try await mark()
        try await succeed(.eks, "apply", "--yes")
        let changes = try await changes(since: mark)
        #expect(changes == [])
    }

    /// The volumes that are no node's disk.
    func homeVolumes() async throws -> [String] {
        let volumes = try await boto(
            """
            tag = {"Name": "tag:ebs.csi.aws.com/cluster", "Values": ["true"]}
            print(json.dumps([one["VolumeId"] for one in client("ec2").describe_volumes(Filters=[tag])["Volumes"]]))
            """)
        return volumes.array?.compactMap(\.string) ?? []
    }

    /// The classic balancers of the region.
    func balancers() async throws -> [String] {
        let found = try await boto(
            #"print(json.dumps([one["LoadBalancerName"] for one in client("elb").describe_load_balancers()["LoadBalancerDescriptions"]]))"#
        )
        return found.array?.compactMap(\.string) ?? []
    }
}
