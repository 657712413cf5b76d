// SPDX-License-Identifier: MIT

/// The tags that HiMAT puts on what it makes in a cloud.
public enum TagKey {
    /// The cluster's name.
    public static let cluster = "himat:cluster"
    /// The region, for a name may stand in several.
    public static let region = "himat:region"
    /// The layer that made it: `eks` or `kubernetes`.
    public static let layer = "himat:layer"
    /// The address inside the layer.
    public static let address = "himat:address"
    /// The run that made it; never compared.
    public static let run = "himat:run"
    /// On a volume that outlived its cluster: when that was.
    public static let retained = "himat:retained"
    /// The digest of what a launch template's newest version holds.
    public static let spec = "himat:spec"
    /// On the cluster: what `cluster_version` said when the version was decided.
    public static let decidedVersion = "himat:decided-version"
    /// On the cluster: `spot_instance_type` and the types derived from it.
    public static let decidedInstanceTypes = "himat:decided-instance-types"
    /// On the cluster: the caller's address when `allowed_cidrs` was `auto`.
    public static let decidedAddress = "himat:decided-address"
}
