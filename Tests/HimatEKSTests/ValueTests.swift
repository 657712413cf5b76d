// SPDX-License-Identifier: MIT
import Foundation
import HimatCore
import Testing

@testable import HimatEKS

@Suite
struct ValueTests {
    @Test(arguments: [
        ("m5.xlarge", InstanceArchitecture.x86), ("m7g.xlarge", .arm), ("c6gn.large", .arm), ("g5.xlarge", .x86),
        ("g5g.xlarge", .arm), ("a1.large", .arm), ("im4gn.large", .arm), ("is4gen.large", .arm),
        ("m7i-flex.large", .x86), ("g4dn.xlarge", .x86), ("x2gd.large", .arm),
    ])
    func theProcessorIsReadFromTheName(_ type: String, _ architecture: InstanceArchitecture) {
        #expect(InstanceArchitecture(of: type) == architecture)
    }

    @Test(arguments: [("1.34", "1.36", "1.35"), ("1.35", "1.36", "1.36")])
    func upgradesGoByOneMinorVersion(_ old: String, _ new: String, _ step: String) {
        #expect(KubernetesVersion(old)?.step(to: new) == step)
        #expect(KubernetesVersion(new)?.step(to: old) == nil)
        #expect(KubernetesVersion(new)?.step(to: new) == nil)
    }

    @Test(arguments: ["", "1", "1.x", "1.36.1", "latest"])
    func whatIsNoVersionIsNone(_ text: String) { #expect(KubernetesVersion(text) == nil) }

    @Test func decisionsSurviveTheTag() {
        let record = DecisionRecord(text: "m5.xlarge", values: ["m5.xlarge", "m5a.xlarge"])
        #expect(record.tag == "m5.xlarge = m5.xlarge m5a.xlarge")
        #expect(DecisionRecord(record.tag) == record)
        #expect(DecisionRecord("auto") == nil)
        #expect(DecisionRecord(nil) == nil)
    }

    @Test func foreignTagsAreNobodysBusiness() {
        let changes = TagDrift.changes(
            ["a": "1", "b": "2"], actual: ["a": "1", "b": "x", "c": "3", "d": "4"], absent: ["d", "e"])
        #expect(changes == [FieldChange("tags.b", old: "x", new: "2"), FieldChange("tags.d", old: "4", new: nil)])
        let (set, removed) = TagDrift.repairs(changes)
        #expect(set == ["b": "2"])
        #expect(removed == ["d"])
    }

    @Test(arguments: [(0.0, "$0.0000/h"), (0.0787, "$0.0787/h"), (1.5, "$1.5000/h")])
    func pricesAreReadable(_ price: Double, _ text: String) { #expect(Money.perHour(price) == text) }

    @Test func aLockIsAbandonedByTimeOrByDeathOnThisMachine() {
        let now = Date(timeIntervalSince1970: 10_000)
        let machine = LocalMachine(host: "here", pid: 1, isRunning: { $0 == 2 })
        func record(_ host: String, _ pid: Int, _ renewed: Double) -> LockRecord {
            LockRecord(owner: "o", host: host, pid: pid, run: "r", since: 0, renewed: renewed, epoch: "e")
        }
        #expect(!record("there", 9, 9_900).isAbandoned(at: now, on: machine))
        #expect(record("there", 9, 9_000).isAbandoned(at: now, on: machine))
        #expect(record("here", 9, 9_999).isAbandoned(at: now, on: machine))
        #expect(!record("here", 2, 9_999).isAbandoned(at: now, on: machine))
    }

    @Test func aGroupsNameChangesOnlyWithWhatCannotChangeInIt() {
        func name(_ types: [String], _ count: Int, _ zones: [String] = ["a", "b"]) -> String {
            let site = Site(
                identity: ClusterIdentity(account: "1", region: "us-west-2", name: "demo"), partition: "aws",
                extraTags: [:], refusesForeign: true, aws: NoAWS())
            return NodeGroup(site: site, kind: .spot, instanceTypes: types, subnets: [], zones: zones, count: count)
                .groupName
        }
        #expect(name(["m5.xlarge", "m5a.xlarge"], 1) == name(["m5a.xlarge", "m5.xlarge"], 7))
        #expect(name(["m5.xlarge"], 1) != name(["m6i.xlarge"], 1))
        #expect(name(["m5.xlarge"], 1) != name(["m5.xlarge"], 1, ["a", "c"]))
    }
}
