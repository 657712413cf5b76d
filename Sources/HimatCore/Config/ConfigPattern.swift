// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The form a text must have.
public enum ConfigPattern: Sendable {
    case clusterName
    case region
    case version
    case instanceType
    case zone
    case image
    case path
    case vpcRange
    case addressRange
    case anyAddressRange
    case addressService
    case bucket
    case namespace
    case hostName
    case certificateARN
    case passwordHash
    case storageClass
    case program
    case policy

    /// The form in words.
    public var phrase: String {
        switch self {
        case .clusterName: "1 to 40 of a-z, 0-9 and -, a letter or digit at both ends"
        case .region: "an AWS region such as us-west-2"
        case .version: "latest or a version such as 1.36"
        case .instanceType: "an instance type such as m5.xlarge"
        case .zone: "an availability zone such as us-west-2a"
        case .image: "an image such as quay.io/pangeo/pangeo-notebook:2026.01.30"
        case .path: "a path"
        case .vpcRange: "an IPv4 range from /16 to /24 such as 10.0.0.0/16"
        case .addressRange: "an IPv4 range such as 203.0.113.0/24"
        case .anyAddressRange: "a range such as 203.0.113.0/24 or 2001:db8::/32"
        case .addressService: "an https:// address"
        case .bucket: "a bucket's name, or name:rw to write too"
        case .namespace: "a Kubernetes name: 1 to 63 of a-z, 0-9 and -, a letter or digit at both ends"
        case .hostName: "a DNS name such as notebook.example.org"
        case .certificateARN: "a certificate's ARN such as \(CertificateARN.example)"
        case .passwordHash: "a hash as `jupyter server password` writes it, such as sha256:0f3a…:9c1b…"
        case .storageClass: "the name of a StorageClass"
        case .program: "the path of an executable file"
        case .policy: "an IAM policy's name or ARN"
        }
    }

    /// A value of this form.
    public var example: String {
        switch self {
        case .clusterName: "himat"
        case .region: "us-west-2"
        case .version: "1.36"
        case .instanceType: "m5.xlarge, m5a.xlarge"
        case .zone: "us-west-2a"
        case .image: "quay.io/pangeo/pangeo-notebook:2026.01.30"
        case .path: "./config_map.yml"
        case .vpcRange: "10.0.0.0/16"
        case .addressRange, .anyAddressRange: "203.0.113.0/24"
        case .addressService: "https://checkip.amazonaws.com"
        case .bucket: "my-data, my-results:rw"
        case .namespace: "himat"
        case .hostName: "notebook.example.org"
        case .certificateARN: CertificateARN.example
        case .passwordHash: PasswordHash.example
        case .storageClass: "standard"
        case .program: "./plugins/hello"
        case .policy: "himat-pods"
        }
    }

    /// What is wrong with a text, as the end of the sentence "KEY …"; nil when it has the form.
    func fault(_ text: String) -> String? {
        switch self {
        case .clusterName: ResourceName.isClusterName(text) ? nil : misfit(text)
        case .region: Self.isRegion(text) ? nil : misfit(text)
        case .version: text == "latest" || Self.isVersion(text) ? nil : misfit(text)
        case .instanceType: InstanceTypeName.fault(text)
        case .zone:
            text.last.map { "abcdefgh".contains($0) } == true && Self.isRegion(text.dropLast()) ? nil : misfit(text)
        case .image: Self.imageFault(text)
        case .policy: Self.isPolicy(text) ? nil : misfit(text)
        case .path, .program: text.isEmpty || text.utf8.contains(0) || text.hasSuffix("/") ? misfit(text) : nil
        case .vpcRange: Self.rangeFault(text, lengths: 16...24) ?? Self.privateFault(text)
        case .addressRange: Self.rangeFault(text, lengths: 0...32)
        case .anyAddressRange: text.contains(":") ? Self.range6Fault(text) : Self.rangeFault(text, lengths: 0...32)
        case .addressService: Self.isService(text) ? nil : misfit(text)
        case .bucket: S3BucketGrant.fault(text)
        case .namespace: Self.namespaceFault(text)
        case .hostName: ResourceName.isDNSName(text) && text.contains(".") ? nil : misfit(text)
        case .certificateARN: CertificateARN(text) == nil ? misfit(text) : nil
        case .passwordHash: PasswordHash.fault(text)
        case .storageClass: ResourceName.isDNSName(text) ? nil : misfit(text)
        }
    }

    private func misfit(_ text: String) -> String { "must be \(phrase), not '\(text)'" }
}

extension ConfigPattern {
    /// Two to four letters, words, a number, joined by `-`.
    private static func isRegion(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, (2...4).contains(parts[0].utf8.count), let number = parts.last else { return false }
        return (1...2).contains(number.utf8.count) && number.utf8.allSatisfy(\.isASCIIDigit)
            && parts.dropLast().allSatisfy { word in
                !word.isEmpty && word.utf8.allSatisfy { $0.isLowerAlphanumeric && !$0.isASCIIDigit }
            }
    }

    private static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "1" && (1...3).contains(parts[1].utf8.count)
            && parts[1].utf8.allSatisfy(\.isASCIIDigit)
    }

    private static func imageFault(_ text: String) -> String? {
        if ImageReference(text) != nil { return nil }
        if ImageReference(text.lowercased()) != nil {
            return "must be lower case but for the tag: '\(text)' is no image name"
        }
        return "must be \(ConfigPattern.image.phrase), not '\(text)'"
    }

    private static func rangeFault(_ text: String, lengths: ClosedRange<Int>) -> String? {
        let pattern: ConfigPattern = lengths.upperBound < 32 ? .vpcRange : .addressRange
        if let range = CIDR(text) {
            return lengths.contains(range.prefix) ? nil : "must be \(pattern.phrase), not '\(text)'"
        }
        if text.contains(":") { return "must be \(pattern.phrase); IPv6 is not supported: '\(text)'" }
        if CIDR(address: text) != nil { return "must be a range: write '\(text)/32' for the one address '\(text)'" }
        if let corrected = CIDR(clearingHostBits: text) {
            return "'\(text)' has address bits set behind its prefix; did you mean '\(corrected)'?"
        }
        return "must be \(pattern.phrase), not '\(text)'"
    }

    private static func range6Fault(_ text: String) -> String? {
        if IPv6Range(text) != nil { return nil }
        if IPv6Range(text + "/128") != nil {
            return "must be a range: write '\(text)/128' for the one address '\(text)'"
        }
        return "must be an IPv6 range such as 2001:db8::/32 with no address bits behind its prefix, not '\(text)'"
    }

    private static func privateFault(_ text: String) -> String? {
        guard let range = CIDR(text) else { return nil }
        let own = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15"]
        return own.contains { CIDR($0)?.contains(range) == true }
            ? nil : "must be a private range such as 10.0.0.0/16, not '\(text)' of the public internet"
    }

    /// TLS, except to this machine itself, as tests do.
    private static func isService(_ text: String) -> Bool {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != ":" && $0 != "?" && $0 != "#" }
            let isLocal = host == "127.0.0.1" || host == "localhost"
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }
            return !host.isEmpty && isPlain && (scheme == "https://" || isLocal)
        }
        return false
    }

    /// A policy's name, or an ARN, which ends with one behind an optional path.
    private static func isPolicy(_ text: String) -> Bool {
        let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let isName =
            (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                $0.isASCIIDigit || ($0 | 0x20).isLowerAlphanumeric || "_+=,.@-".utf8.contains($0)
            }
        guard text.hasPrefix("arn:") else { return isName && !text.contains("/") }
        return isName && text.utf8.count <= 512 && text.contains(":policy/")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static func namespaceFault(_ text: String) -> String? {
        guard ResourceName.isDNSLabel(text) else {
            return "must be \(ConfigPattern.namespace.phrase), not '\(text)'"
        }
        return text.hasPrefix("kube-") ? "must not be '\(text)': names that start with kube- belong to Kubernetes" : nil
    }
}
