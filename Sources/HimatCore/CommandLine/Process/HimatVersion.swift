// SPDX-License-Identifier: MIT

/// HiMAT's own version.
public enum HimatVersion {
    /// The version every binary reports ([semantic versioning](https://semver.org)).
    public static let current = "0.1.0"
}
