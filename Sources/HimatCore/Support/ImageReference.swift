// SPDX-License-Identifier: MIT

/// A container image's name, `registry/repository:tag@digest`, normalised as docker does: `ubuntu` is
/// `docker.io/library/ubuntu:latest` ([grammar](https://pkg.go.dev/github.com/distribution/reference)).
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The registry's host, with its port when one is named; `docker.io` unless said.
    public let registry: String
    /// The path in the registry, lower case.
    public let repository: String
    /// The tag; `latest` when neither tag nor digest is given.
    public let tag: String?
    /// `algorithm:hex`.
    public let digest: String?

    /// Reads a reference; nil when it does not follow the grammar.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        var rest = Substring(text)
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            let part = rest[rest.index(after: at)...]
            guard Self.isDigest(part) else { return nil }
            digest = String(part)
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let part = rest[rest.index(after: colon)...]
            guard Self.isTag(part) else { return nil }
            tag = String(part)
            rest = rest[..<colon]
        }
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        var registry = "docker.io"
        if parts.count > 1, Self.looksLikeHost(parts[0]) {
            guard Self.isHost(parts[0]) else { return nil }
            registry = parts[0] == "index.docker.io" ? "docker.io" : String(parts[0])
            parts.removeFirst()
        }
        guard !parts.isEmpty, parts.allSatisfy(Self.isComponent) else { return nil }
        if registry == "docker.io", parts.count == 1 { parts.insert("library", at: 0) }
        let repository = parts.joined(separator: "/")
        guard repository.utf8.count <= 255 else { return nil }
        self.registry = registry
        self.repository = repository
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
    }

    private init(registry: String, repository: String, tag: String?, digest: String?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Registry and repository without tag and digest.
    public var name: String { "\(registry)/\(repository)" }

    /// The whole reference, normalised.
    public var description: String { name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }

    /// The same repository at one digest, without a tag; nil when the digest has a wrong form.
    /// - Parameter keepsTag: leaves the tag before the digest for people to read; what pulls it goes by the digest
    ///   ([images](https://kubernetes.io/docs/concepts/containers/images/#image-names)).
    public func pinned(to digest: String, keepsTag: Bool = false) -> ImageReference? {
        guard Self.isDigest(Substring(digest)) else { return nil }
        return ImageReference(
            registry: registry, repository: repository, tag: keepsTag ? tag : nil, digest: digest)
    }

    /// The same by its tag alone; nil when there is none.
    public var byTag: ImageReference? {
        tag.map { ImageReference(registry: registry, repository: repository, tag: $0, digest: nil) }
    }

    /// Whether the image `other` is this one: the same digest where this one names it, else the same tag.
    public func isServed(by other: ImageReference) -> Bool {
        guard name == other.name else { return false }
        return digest.map { $0 == other.digest } ?? (tag == other.tag)
    }
}

extension ImageReference {
    private static func looksLikeHost(_ part: Substring) -> Bool {
        part == "localhost" || part.contains(".") || part.contains(":") || part.contains(where: \.isUppercase)
    }

    private static func isHost(_ part: Substring) -> Bool {
        let halves = part.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count <= 2, let host = halves.first else { return false }
        if halves.count == 2 { guard let port = UInt16(halves[1]), port > 0 else { return false } }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            label.first?.isHyphen == false && label.last?.isHyphen == false
                && label.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
        }
    }

    /// Lower-case words joined by `.`, `_`, `__` or any number of `-`.
    private static func isComponent(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, first.isLowerAlphanumeric,
            last.isLowerAlphanumeric
        else { return false }
        var separator: [UInt8] = []
        for byte in part.utf8 {
            if byte.isLowerAlphanumeric {
                if !separator.isEmpty, !isSeparator(separator) { return false }
                separator = []
            } else {
                separator.append(byte)
            }
        }
        return true
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text == "." || text == "_" || text == "__" || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    private static func isTag(_ part: Substring) -> Bool {
        guard (1...128).contains(part.utf8.count), let first = part.utf8.first,
            first.isASCIILetter || first.isASCIIDigit || first == UInt8(ascii: "_")
        else { return false }
        return part.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_.-".utf8.contains($0) }
    }

    private static func isDigest(_ part: Substring) -> Bool {
        let halves = part.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].utf8.first?.isASCIILetter == true,
            halves[0].utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "+._-".utf8.contains($0) })
        else { return false }
        let isHex = halves[1].utf8.allSatisfy {
            $0.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        return isHex && (halves[0] == "sha256" ? halves[1].utf8.count == 64 : halves[1].utf8.count >= 32)
    }
}

extension Character {
    fileprivate var isHyphen: Bool { self == "-" }
}
