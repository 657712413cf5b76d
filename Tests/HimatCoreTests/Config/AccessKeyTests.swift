// SPDX-License-Identifier: MIT
import HimatConfig
import HimatSupport
import Testing

/// The keys that decide who gets in and as whom things run.
@Suite struct AccessKeyTests {
    private static let salt = "argon2:$argon2id$v=19$m=10240,t=10,p=8$"
    private static let certificate =
        "arn:aws:acm:us-west-2:123456789012:certificate/0f0f0f0f-1111-2222-3333-444444444444"

    private func load(_ flags: [String: String]) throws -> LoadedConfig {
        try ConfigFolder().load(flags: ["cluster_name": "a", "cluster_region": "us-west-2"].merging(flags) { $1 })
    }

    @Test(arguments: [
        salt + "GptZQ1W2uYgVbyO/C0ZQkg$2YyGXhxJMNYzDgZyq7Q6tw",
        "sha1:67c9e60bb8b6:9ffede0825894254b2e042ea597d771089e11aed",
        "sha512:0f3a5c7e9b1d:" + String(repeating: "0a", count: 64),
    ])
    func aHashAsJupyterWritesItIsTaken(hash: String) throws {
        let loaded = try load(["jupyter_password_hash": hash])
        #expect(loaded.config.jupyterPasswordHash == hash)
        #expect(!loaded.config.json.rendered().contains(hash))
        #expect(loaded.config.json["jupyter_password_hash"] == "(sensitive)")
    }

    @Test(arguments: [
        "hunter2hunter2", "argon2:hunter2", "md5:abcdef:0123456789abcdef0123456789abcdef", "sha1::hunter2",
        "sha1:67c9e60bb8b6:9ffede08", salt + "hunter2", "argon2id$hunter2",
    ])
    func aPasswordInPlaceOfItsHashIsRefusedAndNotRepeated(text: String) throws {
        let folder = try ConfigFolder(["himat.yaml": "cluster_name: a\njupyter_password_hash:\n  \(text)\n"])
        let words = try #require(folder.refusal())
        #expect(words.contains("himat.yaml:3:3: jupyter_password_hash is no hash of a password"))
        #expect(words.contains("jupyter server password"))
        #expect(!words.contains(text) && !words.contains("hunter2"))
    }

    @Test(arguments: ["jupyter_token", "jupyter_password", "notebook_token", "password"])
    func aSecretInTheFileIsRefusedWithTheWayToChooseOne(key: String) throws {
        let words = try #require(try ConfigFolder(["himat.yaml": "cluster_name: a\n\(key): hunter2\n"]).refusal())
        #expect(words.contains("'\(key)' is refused"))
        #expect(words.contains("HIMAT_JUPYTER_TOKEN") && words.contains("jupyter_password_hash"))
        #expect(!words.contains("hunter2"))
    }

    @Test(arguments: ["0", "-1", "root", "2147483648"]) func nobodyRunsAsRoot(user: String) {
        #expect(throws: HimatError.self) { try load(["jupyter_uid": user]) }
    }

    @Test func aCertificateMakesThePortHTTPSOwn() throws {
        let plain = try load([:]).config
        #expect(plain.balancerPort == 80 && !plain.isEncrypted)
        let loaded = try load(["tls_certificate_arn": Self.certificate, "jupyter_host": "notebook.example.org"])
        #expect(loaded.config.balancerPort == 443 && loaded.config.isEncrypted)
        #expect(loaded.warnings.isEmpty)
        let named = try load(["tls_certificate_arn": Self.certificate, "jupyter_port": "8443"])
        #expect(named.config.balancerPort == 8443)
        #expect(named.warnings.contains { $0.message.contains("jupyter_host") })
    }

    @Test func aCertificateOfAnotherRegionIsRefusedAndOneOfIAMIsOfAll() throws {
        let error = #expect(throws: HimatError.self) {
            try load(["tls_certificate_arn": Self.certificate, "cluster_region": "eu-west-1"])
        }
        #expect(error?.description.contains("is of us-west-2, the cluster is in 'eu-west-1'") == true)
        let uploaded = "arn:aws:iam::123456789012:server-certificate/snow"
        #expect(try load(["tls_certificate_arn": uploaded]).config.tlsCertificateARN == uploaded)
    }

    @Test(arguments: [
        "certificate", "arn:aws:acm:us-west-2:1:certificate/x", "arn:aws:s3:::bucket",
        "arn:aws:acm:us-west-2:123456789012:key/12345678-1234", "arn:aws:acm::123456789012:certificate/12345678-1234",
    ])
    func whatIsNoCertificatesARNIsRefused(text: String) {
        #expect(throws: HimatError.self) { try load(["tls_certificate_arn": text]) }
    }

    @Test(arguments: ["https://a.example.org", "a", "A.example.org", "a..example.org", "a.example.org:8080"])
    func aHostIsADNSNameAndNothingElse(text: String) {
        #expect(throws: HimatError.self) { try load(["jupyter_host": text]) }
    }

    @Test func theWholeInternetIsLetInOnlyWhenTypedAndThenSaid() throws {
        #expect(try load([:]).config.allowedCIDRs == nil)
        for range in ["0.0.0.0/0", "::/0"] {
            let loaded = try load(["allowed_cidrs": range])
            #expect(loaded.warnings.contains { $0.message.contains("lets the whole internet in") })
            #expect(loaded.config.json["allowed_cidrs"] == [.string(range)])
        }
    }

    @Test(arguments: ["2001:db8::1/32", "2001:db8::1", "2001:db8::/129", "gggg::/16"])
    func whatIsNoIPv6RangeIsRefused(text: String) {
        #expect(throws: HimatError.self) { try load(["allowed_cidrs": text]) }
        #expect(throws: HimatError.self) { try load(["api_public_access_cidrs": "2001:db8::/32"]) }
    }
}
