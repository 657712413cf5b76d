// SPDX-License-Identifier: MIT

/// The forms of a manifest that are understood: one image, or a list of images by platform, docker's and OCI's
/// ([OCI image](https://github.com/opencontainers/image-spec/blob/main/media-types.md)).
enum ManifestKind: String, CaseIterable {
    case docker = "application/vnd.docker.distribution.manifest.v2+json"
    case dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    case oci = "application/vnd.oci.image.manifest.v1+json"
    case ociIndex = "application/vnd.oci.image.index.v1+json"

    /// The field `Accept`; without it a registry answers in an old form, which has another digest.
    static let accept = allCases.map(\.rawValue).joined(separator: ", ")

    /// Whether it names images instead of being one.
    var isList: Bool { self == .dockerList || self == .ociIndex }
}
