// SPDX-License-Identifier: MIT
import HimatCore

/// One image with its packages; Debian's are in the document only, they are the base image's for the most part.
struct ImageReport: Displayable {
    let image: KnownImage

    var document: JSONValue {
        [
            "reference": .string(image.reference), "digest": image.digest.map { .string($0) } ?? .null,
            "image_id": image.imageID.map { .string($0) } ?? .null, "size": image.size.map { .int($0) } ?? .null,
            "platform": image.platform.map { .string($0) } ?? .null, "lock": image.lock.document,
        ]
    }

    func text(_ palette: Palette) -> String {
        var facts = Table()
        facts.add(["image", image.reference])
        facts.add(["digest", image.digest ?? "not pushed"])
        facts.add(["size", image.size.map(ByteCount.text) ?? "-"])
        facts.add(["platform", image.platform ?? "-"])
        facts.add(["python", image.lock.python])
        var packages = Table(["package", "version", "from"])
        let conda = image.lock.conda.sorted { $0.name < $1.name }
        for package in conda { packages.add([package.name, package.version, "conda"]) }
        for package in image.lock.pip { packages.add([package.name, package.version, "pip"]) }
        return facts.text() + "\n" + packages.text()
    }
}
