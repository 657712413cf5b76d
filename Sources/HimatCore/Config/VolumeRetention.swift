// SPDX-License-Identifier: MIT

/// What `destroy` does with the notebook volume unless told otherwise: `keep`, `snapshot` or `delete` (asks for the typed name).
public enum VolumeRetention: String, Sendable, CaseIterable {
    case keep
    case snapshot
    case delete
}
