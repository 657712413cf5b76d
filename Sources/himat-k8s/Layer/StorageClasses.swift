// SPDX-License-Identifier: MIT
import HimatCore

/// The ways a cluster can make volumes.
struct StorageClasses: Sendable {
    private static let marks = [
        "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
    ]

    private let names: [String]
    private let hasDefault: Bool

    init(_ classes: [KubernetesObject]) {
        names = classes.map(\.name).sorted()
        hasDefault = classes.contains { one in Self.marks.contains { one.annotations[$0] == "true" } }
    }

    /// Why the home volume would wait for ever; nil when somebody will make it.
    func fault(wanted: String?) -> HimatError? {
        let known = names.isEmpty ? "there is none" : "there are: \(names.joined(separator: ", "))"
        if let wanted {
            guard !names.contains(wanted) else { return nil }
            return HimatError(
                .preflightRefused, "The cluster has no StorageClass \(wanted)", details: [known],
                nextStep: "set storage_class to one that is there")
        }
        guard !hasDefault else { return nil }
        return HimatError(
            .preflightRefused, "The cluster has no default StorageClass, so nobody would make the notebook volume",
            details: [known],
            nextStep: names.first.map { "set storage_class, e.g. storage_class: \($0)" }
                ?? "install a volume provisioner, e.g. rancher's local-path, then set storage_class")
    }
}
