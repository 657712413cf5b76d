// SPDX-License-Identifier: MIT

/// The labels of an image that HiMAT built. They say what it was made from, so that nothing has to be remembered elsewhere.
enum ImageLabel {
    /// HiMAT's version; its presence makes an image one of ours.
    static let version = "himat.version"
    /// The hash of everything the image was made from.
    static let environment = "himat.environment"
    static let variant = "himat.variant"
    /// `linux/amd64`.
    static let platform = "himat.platform"
    /// The packages that were solved together, as `PackageSet.json`.
    static let base = "himat.base"
    /// Those that came later, in the last layer.
    static let added = "himat.added"
    /// The hash of what the lower layers were made from beside the packages.
    static let foundation = "himat.foundation"
}
