// SPDX-License-Identifier: MIT
import HimatCore

/// A value that is known, or will be when apply runs.
enum Decided<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value.
    case known(Value)
    /// Not yet; in a few words where it will come from.
    case later(String)

    /// The value, if it is known.
    var value: Value? { if case .known(let value) = self { value } else { nil } }
}

extension Decided {
    /// The value as a document, or a marked placeholder.
    func json(_ convert: (Value) -> JSONValue) -> JSONValue {
        switch self {
        case .known(let value): convert(value)
        case .later(let source): .string("(known after apply: \(source))")
        }
    }
}

/// What the objects need beside the configuration: looked up once, kept on the objects themselves.
struct Decisions: Sendable, Equatable {
    /// Where the home folder lies.
    enum Storage: Sendable, Equatable {
        /// The EBS volume of stage one, its zone and its size in GiB (nil = as configured), which stage one alone changes.
        case volume(id: Decided<String>, zone: Decided<String>, gibibytes: Int? = nil)
        /// A claim on the cluster's default storage class.
        case defaultClass
    }

    /// Where pods may be put.
    enum Nodes: Sendable, Equatable {
        /// The nodes of stage one carry `kind=stable` or `kind=spot`: required.
        case labelled
        /// A foreign cluster's nodes may carry them: preferred.
        case any
    }

    /// Where the home folder lies.
    var storage: Storage
    /// Where pods may be put.
    var nodes: Nodes
    /// Who may reach the balancer.
    var sourceRanges: Decided<[CIDR]>
    /// How many workers run.
    var workerCount: Decided<Int>
    /// What `workerCount` was decided from, when it was looked up; a change decides anew.
    var workerCountBasis: String?
    /// Whether `sourceRanges` was looked up for `allowed_cidrs: auto`.
    var areSourceRangesLookedUp: Bool
    /// The notebook's token.
    var token: Decided<Sensitive<String>>
    /// The credentials the nodes pull the image with, a document of docker's; nil = none.
    var pullSecret: Decided<Sensitive<String>>? = nil

    /// What is known without asking anybody.
    static func offline(_ config: ClusterConfig, isEKS: Bool) -> Decisions {
        Decisions(
            storage: isEKS
                ? .volume(
                    id: .later("the volume of himat-eks"),
                    zone: config.availabilityZone.map { .known($0) } ?? .later("the volume's zone"))
                : .defaultClass,
            nodes: isEKS ? .labelled : .any,
            sourceRanges: config.allowedCIDRs.map { .known($0) } ?? .later("your address"),
            workerCount: config.daskWorkerCount.map { .known($0) } ?? .later("as many as fit"), workerCountBasis: nil,
            areSourceRangesLookedUp: config.allowedCIDRs == nil, token: .later("generated once"))
    }
}
