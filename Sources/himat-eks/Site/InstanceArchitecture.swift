// SPDX-License-Identifier: MIT

/// The processor of an instance type, read from its name: a `g` after the generation means Graviton (`m7g`, `c6gn`; not `g5`).
enum InstanceArchitecture: Sendable {
    case x86
    case arm

    init(of instanceType: String) {
        let family = instanceType.prefix { $0 != "." }
        let attributes = family.drop { !$0.isNumber }.drop { $0.isNumber }.prefix { $0 != "-" }
        self = family == "a1" || attributes.contains("g") ? .arm : .x86
    }

    /// The image family of a managed node group.
    var amiType: String { self == .arm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD" }
    /// What EC2 calls it.
    var name: String { self == .arm ? "arm64" : "x86_64" }
}
