// SPDX-License-Identifier: MIT
import Crypto
import HimatCore

/// Everything an image is made from; two equal recipes make the same image, so one hash tells whether there is anything to do.
struct ImageRecipe {
    let variant: ImageVariant
    /// The image it starts from.
    let from: String
    let platform: String
    let packages: PackageSet
    let dockerfile: String
    /// HiMAT's own files or the folder's in their place, by name.
    let settings: [String: String]
    /// The user's files, where the Dockerfile is the user's.
    let files: [ContextEntry]
    /// A lock of exactly these packages, if one was written.
    let lock: ImageLock?

    /// What the lower layers depend on beside the packages.
    var foundation: String {
        let texts = settings.mapValues(JSONValue.string).merging(files.compactMap(\.fingerprint)) { first, _ in first }
        return Self.hash([
            "variant": .string(variant.rawValue), "from": .string(from), "platform": .string(platform),
            "dockerfile": .string(dockerfile), "settings": .object(texts),
            "lock": lock.map { .string($0.fingerprint) } ?? .null,
        ])
    }

    /// The environment hash: packages in any order, and the foundation.
    var hash: String { Self.hash(["packages": packages.sorted.json, "foundation": .string(foundation)]) }

    /// The same with everything left to the solver.
    var withoutLock: ImageRecipe {
        ImageRecipe(
            variant: variant, from: from, platform: platform, packages: packages, dockerfile: dockerfile,
            settings: settings, files: files, lock: nil)
    }

    /// The labels of the image when its lower layers hold `base`.
    func labels(base: PackageSet, version: String) -> [String: String] {
        [
            ImageLabel.version: version, ImageLabel.environment: hash, ImageLabel.variant: variant.rawValue,
            ImageLabel.platform: platform, ImageLabel.base: base.json.rendered(),
            ImageLabel.added: packages.minus(base).json.rendered(), ImageLabel.foundation: foundation,
        ]
    }

    static func hash(_ value: JSONValue) -> String { hash(value.bytes) }

    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension ContextEntry {
    /// Path and content as one text; nil for a folder.
    fileprivate var fingerprint: (String, JSONValue)? {
        switch content {
        case .bytes(let bytes): (path, .string(ImageRecipe.hash(bytes)))
        case .file(_, let hash, let size, let isExecutable): (path, .string("\(hash) \(size) \(isExecutable)"))
        case .link(let target): (path, .string("-> \(target)"))
        case .folder: nil
        }
    }
}
