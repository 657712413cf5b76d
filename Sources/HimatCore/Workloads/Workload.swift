// SPDX-License-Identifier: MIT
public import HimatConfig

/// A process to run, said once and for any target: a renderer turns it into Kubernetes objects or into containers.
public struct Workload: Sendable, Equatable {
    /// Its name in its target, a DNS label, e.g. `dask-scheduler`.
    public var name: String
    /// What it is to the others.
    public var role: Role
    /// The image.
    public var image: String
    /// The program and its arguments; never a secret.
    public var command: [String]
    /// The environment, in order.
    public var environment: [Variable]
    /// Files it finds, read only.
    public var files: [MountedFile]
    /// What it listens on and who may reach it.
    public var ports: [Port]
    /// The durable folder it works in, if any.
    public var volume: DurableVolume?
    /// What it needs and may use.
    public var resources: Resources
    /// How many run.
    public var replicas: Replicas
    /// Which machines it belongs on.
    public var placement: Placement
    /// The user and group it runs as; never root.
    public var user: RunAs
    /// How to see that it can take work.
    public var health: Health?
    /// How it stops.
    public var stop: Stop
    /// How a new version takes the old one's place.
    public var renewal: Renewal
    /// Whether it uses the identity that may read the buckets.
    public var usesDataIdentity: Bool
}

extension Workload {
    /// What a workload is to the others.
    public enum Role: String, Sendable, CaseIterable {
        /// The notebook server.
        case notebook = "jupyter"
        /// The Dask scheduler.
        case scheduler
        /// A Dask worker.
        case worker
    }

    /// Which machines a workload belongs on.
    public enum Placement: String, Sendable {
        /// A machine that stays.
        case stable
        /// A cheap machine that may be taken away.
        case spot
    }

    /// How many run.
    public enum Replicas: Sendable, Equatable {
        /// So many.
        case fixed(Int)
        /// As many as the machines of its placement hold.
        case fill
    }

    /// How a new version takes the old one's place.
    public enum Renewal: Sendable, Equatable {
        /// The old one ends before the new one starts: it holds something only one may have.
        case recreate
        /// One after the other, each new one ready before the next old one ends, never more than wanted.
        case oneByOne
    }

    /// The user and group a process runs as.
    public struct RunAs: Sendable, Equatable {
        /// The user's number.
        public var user: Int
        /// The group's number, which also owns the volume.
        public var group: Int

        /// Names a user and group.
        public init(user: Int, group: Int) {
            self.user = user
            self.group = group
        }

        /// The user a configuration asks for; 1000 is the `jovyan` of the public images.
        public init(_ config: ClusterConfig) { self.init(user: config.jupyterUID, group: config.jupyterUID) }
    }
}
