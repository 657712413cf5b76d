// SPDX-License-Identifier: MIT
import HimatCore
import Testing

@testable import HimatImage

@Suite struct DockerIgnoreTests {
    private func ignore(_ text: String) throws -> DockerIgnore {
        try DockerIgnore(SourceText(name: ".dockerignore", text: text))
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "a/b/c", true), ("a", "b/a", false), ("/a/", "a", true), ("./a", "a", true),
        ("b/../a", "a", true),
        ("*", "a/b", true), ("*/b", "a/b", true), ("*/b", "a/x/b", false), ("*.md", "x.md", true),
        ("*.md", "a/x.md", false),
        ("**/*.md", "x.md", true), ("**/*.md", "a/b/x.md", true), ("**", "a/b", true), ("a/**", "a/b/c", true),
        ("a/**", "a", false), ("a/**/c", "a/c", true), ("a/**/c", "a/x/y/c", true), ("a/**/c", "ac", false),
        ("?", "ab", false),
        ("?", "a", true), ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("\\*", "*", true),
        ("\\*", "a", false), ("# a", "# a", false), ("*.md\n!README.md", "README.md", false),
        ("*.md\n!README.md", "x.md", true),
        ("a\n!a/b", "a/b", false), ("a\n!a/b", "a/c", true), ("!a\na", "a", true), ("  a  ", "a", true),
        ("", "a", false),
        ("**\n!docker/*.yml", "docker/x.yml", false), ("**\n!docker/*.yml", "docker/y/x.yml", true),
        ("a*b*c", "aXbYc", true),
        ("*/temp*", "somedir/temporary.txt", true), ("*/*/temp*", "somedir/subdir/temporary.txt", true),
        ("temp?", "tempa", true),
    ])
    func asDockerDoes(_ text: String, _ path: String, _ isOut: Bool) throws {
        #expect(try ignore(text).excludes(path) == isOut)
    }

    @Test(arguments: ["[a", "a\\", "[", "[z-a]"]) func whatIsNoPatternIsSaid(_ text: String) {
        #expect(throws: HimatError.self) { try ignore(text) }
    }

    @Test func noPatternTakesForEver() throws {
        let pattern = String(repeating: "**/*a*", count: 40)
        #expect(try !ignore(pattern).excludes(String(repeating: "b", count: 2000) + "/b"))
    }
}
