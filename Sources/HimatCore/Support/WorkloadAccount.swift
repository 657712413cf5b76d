// SPDX-License-Identifier: MIT

/// The ServiceAccount of Jupyter and the workers: stage one lets it use the buckets, stage two makes it.
public enum WorkloadAccount {
    /// Its name, in the configured namespace.
    public static let name = "himat"
}
