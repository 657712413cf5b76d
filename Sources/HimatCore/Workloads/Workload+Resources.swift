// SPDX-License-Identifier: MIT

extension Workload {
    /// What a process needs and may use.
    public struct Resources: Sendable, Equatable {
        /// Megabytes (10^6 bytes); the need is the limit.
        public var megabytes: Int
        /// Thousandths of a processor it is promised; it may use more while there is any.
        public var milliCPU: Int

        /// Builds needs.
        public init(megabytes: Int, milliCPU: Int) {
            self.megabytes = megabytes
            self.milliCPU = milliCPU
        }
    }

    /// A folder that outlives the process.
    public struct DurableVolume: Sendable, Equatable {
        /// The volume's name, e.g. `home`.
        public var name: String
        /// Where the process finds it.
        public var path: String
        /// Its size in GiB.
        public var gibibytes: Int

        /// Describes a volume.
        public init(name: String, path: String, gibibytes: Int) {
            self.name = name
            self.path = path
            self.gibibytes = gibibytes
        }
    }

    /// How to see that a process can take work.
    public enum Health: Sendable, Equatable {
        /// `GET path` on a port answers with success.
        case http(path: String, port: Int)
        /// A program ends with success.
        case command([String])
    }

    /// How a process stops.
    public struct Stop: Sendable, Equatable {
        /// A program that runs first, while the process still works.
        public var before: [String]?
        /// Seconds from the first word to the kill, the program included.
        public var graceSeconds: Int

        /// Describes a stop.
        public init(before: [String]? = nil, graceSeconds: Int = 30) {
            self.before = before
            self.graceSeconds = graceSeconds
        }
    }
}
