// SPDX-License-Identifier: MIT
import HimatCore

/// What the nodes run; one image serves all of them.
struct NodePlatform: Sendable {
    /// `os/architecture` as images name it; two when stable and spot nodes differ.
    let names: [String]

    /// The platforms of a configuration's instance types.
    init(_ config: ClusterConfig) {
        let types = [config.stableInstanceType] + (config.spotInstanceTypes ?? [config.spotInstanceType])
        names = Set(types.map { InstanceArchitecture(of: $0).imagePlatform }).sorted()
    }

    /// The one that is looked at first.
    var first: String { names.first ?? "linux/amd64" }

    /// Refuses an image that some node cannot run.
    func check(_ reference: String, _ platforms: [String]) throws {
        guard let missing = names.first(where: { !platforms.contains($0) }) else { return }
        let built = platforms.isEmpty ? "no platform that is named" : platforms.joined(separator: ", ")
        throw HimatError(
            .preflightRefused, "\(reference) is built for \(built); the nodes are \(names.joined(separator: " and "))",
            nextStep: "himat-image build --platform \(missing) --push --use")
    }
}

extension ImageReference {
    /// Reads a reference that a user typed.
    /// - Throws: `HimatError` (usage).
    static func parse(_ text: String, for verb: String) throws -> ImageReference {
        guard let image = ImageReference(text) else {
            throw HimatError(
                .usage, "\"\(text)\" is no image reference",
                nextStep: "himat-image \(verb) registry/name:tag, or registry/name@sha256:<64 hex digits>")
        }
        return image
    }
}
