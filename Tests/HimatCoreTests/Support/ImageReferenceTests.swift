// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        "", " ", "A", "a b", "a:", ":a", "a@", "a@sha256:12", "a/", "/a", "a//b", "a..b", "a-", "-a", "a___b", "a._b",
        "a:b c", "a:-b", "a:" + String(repeating: "t", count: 129), "http://quay.io/a", "host:99999/a", "host:/a",
        "a\n",
        "quay.io/A/b", "ä", "-host.io/a", String(repeating: "a", count: 256), "a@\(digest)@\(digest)", "a:b@x",
    ])
    func aTextThatIsNoImageIsRefused(_ text: String) { #expect(ImageReference(text) == nil) }

    @Test(arguments: [
        ("ubuntu", "docker.io/library/ubuntu:latest"),
        ("jonahjoughin/pangeo-himat:latest", "docker.io/jonahjoughin/pangeo-himat:latest"),
        ("quay.io/pangeo/pangeo-notebook:2026.01.30", "quay.io/pangeo/pangeo-notebook:2026.01.30"),
        ("localhost/a", "localhost/a:latest"), ("localhost:5000/a/b:c", "localhost:5000/a/b:c"),
        ("index.docker.io/a", "docker.io/library/a:latest"), ("a__b/c---d.e", "docker.io/a__b/c---d.e:latest"),
        ("123.dkr.ecr.us-west-2.amazonaws.com/x:V_1.0-a", "123.dkr.ecr.us-west-2.amazonaws.com/x:V_1.0-a"),
        ("Host.io/a", "Host.io/a:latest"), ("a@\(digest)", "docker.io/library/a@\(digest)"),
        ("a:b@\(digest)", "docker.io/library/a:b@\(digest)"),
    ])
    func aReferenceIsNormalised(_ text: String, _ whole: String) { #expect(ImageReference(text)?.description == whole) }

    @Test func anImageIsServedByTheSameDigestElseByTheSameTagOfOneRepository() throws {
        let other = "sha256:" + String(repeating: "f", count: 64)
        func isServed(_ wanted: String, by present: String) throws -> Bool {
            try #require(ImageReference(wanted)).isServed(by: try #require(ImageReference(present)))
        }
        for present in ["a:2", "b:1"] { #expect(try !isServed("a:1", by: present)) }
        #expect(try !isServed("a:1", by: "a@\(Self.digest)"), "a digest alone does not say of which tag it was")
        for present in ["a:1@\(Self.digest)", "a:1"] { #expect(try !isServed("a@\(other)", by: present)) }
        #expect(try isServed("a", by: "docker.io/library/a:latest@\(Self.digest)"))
        #expect(try isServed("a@\(Self.digest)", by: "a:1@\(Self.digest)"))
    }

    @Test func aTagMayStayBesideTheDigest() throws {
        let image = try #require(ImageReference("quay.io/a/b:c"))
        let both = image.pinned(to: Self.digest, keepsTag: true)
        #expect(both?.description == "quay.io/a/b:c@\(Self.digest)")
        #expect(both?.byTag == image)
        #expect(image.pinned(to: Self.digest)?.byTag == nil)
    }

    @Test func aDigestTakesTheTagsPlace() throws {
        let image = try #require(ImageReference("quay.io/a/b:c"))
        #expect(image.pinned(to: Self.digest)?.description == "quay.io/a/b@\(Self.digest)")
        #expect(image.pinned(to: "latest") == nil)
        #expect(image.registry == "quay.io")
        #expect(image.repository == "a/b")
        #expect(image.tag == "c")
    }
}
