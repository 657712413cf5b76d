// SPDX-License-Identifier: MIT
import HimatCore

/// What is really installed in an image, as its build wrote it down (`/opt/himat/lock.json`).
struct ImageLock: Equatable, Sendable {
    /// Where it stands in an image.
    static let path = "/opt/himat/lock.json"

    /// One installed package.
    struct Package: Equatable, Sendable {
        let name: String
        let version: String
        var build: String?
        var url: String?
        /// The MD5 of the file, which is what explicit lists carry.
        var md5: String?
    }

    let document: JSONValue

    /// - Throws: `HimatError` (malformed) when it is no lock of ours.
    init(_ document: JSONValue) throws {
        guard document["format"]?.int == 1, document["pip"]?.array != nil, document["conda"]?.array != nil else {
            throw HimatError(.malformed, "This is no lock of an image that himat-image built")
        }
        self.document = document
    }

    var python: String { document["python"]?.string ?? "" }
    /// Each behind what it needs.
    var conda: [Package] { packages("conda") }
    var pip: [Package] { packages("pip") }
    var apt: [Package] { packages("apt") }
    /// How many packages of conda-forge and PyPI there are; Debian's are the base image's.
    var count: Int { conda.count + pip.count }

    private func packages(_ section: String) -> [Package] {
        (document[section]?.array ?? []).compactMap { item in
            guard let name = item["name"]?.string, let version = item["version"]?.string else { return nil }
            return Package(
                name: name, version: version, build: item["build"]?.string, url: item["url"]?.string,
                md5: item["md5"]?.string)
        }
    }
}

extension ImageLock {
    /// A hash of what would be installed.
    var fingerprint: String { ImageRecipe.hash(["conda": .string(explicit), "pip": document["pip"] ?? .null]) }

    /// Exact versions for pip.
    var constraints: String { pip.map { "\($0.name)==\($0.version)\n" }.joined() }

    /// Exact files for conda, which then solves nothing; empty where nothing is conda's.
    var explicit: String {
        let lines = conda.compactMap { package in package.url.map { $0 + (package.md5.map { "#\($0)" } ?? "") } }
        return lines.isEmpty ? "" : (["@EXPLICIT"] + lines).map { $0 + "\n" }.joined()
    }
}
