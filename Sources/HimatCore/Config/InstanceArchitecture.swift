// SPDX-License-Identifier: MIT

/// The processor of an instance type, read from its name: a `g` after the generation means Graviton (`m7g`, `c6gn`; not `g5`).
public enum InstanceArchitecture: Sendable {
    /// Intel and AMD.
    case x86
    /// Graviton.
    case arm

    /// Reads the type's name.
    public init(of instanceType: String) {
        let family = instanceType.prefix { $0 != "." }
        let attributes = family.drop { !$0.isNumber }.drop { $0.isNumber }.prefix { $0 != "-" }
        self = family == "a1" || attributes.contains("g") ? .arm : .x86
    }

    /// The image family of a managed node group.
    public var amiType: String { self == .arm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD" }
    /// What EC2 calls it.
    public var name: String { self == .arm ? "arm64" : "x86_64" }
    /// What images call it, e.g. `linux/amd64`.
    public var imagePlatform: String { self == .arm ? "linux/arm64" : "linux/amd64" }
}
