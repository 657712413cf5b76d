// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatSupport

extension AWSCredentials {
    /// Reads keys from a JSON document as container, instance metadata and credential processes write them.
    /// - Parameter tokenName: the session token's key, `Token` or `SessionToken`.
    /// - Throws: `HimatError` (malformed) that names what is missing; never a value.
    init(document: JSONValue, tokenName: String, source: String) throws {
        func required(_ name: String) throws -> String {
            guard let text = document[name]?.string, !text.isEmpty else {
                throw HimatError(.malformed, "The keys of \(source) lack \(name)")
            }
            return text
        }
        var expiration: Date?
        if let text = document["Expiration"]?.string {
            guard let date = SigningTime.date(iso: text) else {
                throw HimatError(.malformed, "The keys of \(source) have an Expiration that is no date: \(text)")
            }
            expiration = date
        }
        self.init(
            accessKeyID: try required("AccessKeyId"), secretAccessKey: Sensitive(try required("SecretAccessKey")),
            sessionToken: document[tokenName]?.string.map { Sensitive($0) }, expiration: expiration, source: source)
    }

    /// Reads the `Credentials` element of an STS answer.
    init(element: XMLElement?, source: String) throws {
        func required(_ name: String) throws -> String {
            guard let text = element?[name]?.text, !text.isEmpty else {
                throw HimatError(.malformed, "The answer of STS for \(source) lacks \(name)")
            }
            return text
        }
        let end = try required("Expiration")
        self.init(
            accessKeyID: try required("AccessKeyId"), secretAccessKey: Sensitive(try required("SecretAccessKey")),
            sessionToken: Sensitive(try required("SessionToken")), expiration: SigningTime.date(iso: end),
            source: source)
    }
}
