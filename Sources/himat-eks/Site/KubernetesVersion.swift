// SPDX-License-Identifier: MIT

/// A Kubernetes version as EKS names it: major and minor.
struct KubernetesVersion: Comparable, CustomStringConvertible, Sendable {
    let major: Int
    let minor: Int

    /// Reads `1.36`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]) else { return nil }
        self.init(major: major, minor: minor)
    }

    private init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The next version on the way to `target`, for EKS upgrades by one minor at a time; nil when that would be a step back.
    func step(to target: String) -> String? {
        guard let target = KubernetesVersion(target), target > self else { return nil }
        return KubernetesVersion(major: major, minor: minor + 1).description
    }
}
