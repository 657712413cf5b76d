// SPDX-License-Identifier: MIT
import HimatCore

/// What stage two reads of stage one: from the cloud itself, by name and tag.
protocol StageOne: Sendable {
    /// The EBS volume for the home folder; nil when stage one has made none.
    func home() async throws -> HomeVolume?
    /// What `aws-node` is told about network policies; nil when the add-on is not there or may not be looked at.
    func enforcesNetworkPolicies() async throws -> Bool?
    /// What the cloud has of balancers that stage two's Services asked for: the balancers, their security groups and interfaces.
    func balancers() async throws -> [String]
}

/// The volume stage one made for the home folder.
struct HomeVolume: Sendable, Equatable {
    /// `vol-…`.
    var id: String
    /// The zone it lies in.
    var zone: String
    /// GiB.
    var gibibytes: Int
}
