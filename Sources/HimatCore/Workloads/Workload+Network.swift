// SPDX-License-Identifier: MIT

extension Workload {
    /// Something a process listens on.
    public struct Port: Sendable, Equatable {
        /// Its name, e.g. `http`.
        public var name: String
        /// The number; for workers that choose their own, the whole range above 1023 stands behind `isDynamic`.
        public var number: Int
        /// Who may reach it.
        public var reach: Reach
        /// Whether the process listens on ports it chooses itself and tells the others.
        public var isDynamic: Bool

        /// Builds a port.
        public init(_ name: String, _ number: Int, reach: Reach, isDynamic: Bool = false) {
            self.name = name
            self.number = number
            self.reach = reach
            self.isDynamic = isDynamic
        }
    }

    /// Who may reach a port.
    public enum Reach: Sendable, Equatable {
        /// Workloads of these roles, by the workload's name.
        case roles([Role])
        /// Other workloads of the same deployment directly (no stable name is needed).
        case peers([Role])
        /// The users, through a balancer that lets only the allowed addresses in.
        case users(port: Int)
    }
}
