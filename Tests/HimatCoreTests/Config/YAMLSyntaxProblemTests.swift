// SPDX-License-Identifier: MIT
import Testing

@Suite struct YAMLSyntaxProblemTests {
    @Test(arguments: cases) func textThatIsNoSettingsFileIsShownWithItsPlace(_ example: ConfigProblemCase) throws {
        #expect(try example.shown(as: "himat.yaml") == example.expected)
    }

    static let cases: [ConfigProblemCase] = [
        .init(
            "duplicate key",
            "cluster_name: a\ncluster_name: b\n",
            #"""
            himat.yaml:2:1: the key 'cluster_name' is there twice
              cluster_name: b
              ^
            """#),
        .init(
            "a list at the top",
            "- cluster_name: a\n",
            #"""
            himat.yaml:1:1: lines of the form 'key: value' are wanted here
              - cluster_name: a
              ^
            """#),
        .init(
            "a text at the top",
            "cluster_name\n",
            #"""
            himat.yaml:1:1: lines of the form 'key: value' are wanted here
              cluster_name
              ^
            """#),
        .init(
            "two documents",
            "cluster_name: a\n---\ncluster_name: a\n",
            #"""
            himat.yaml:3:1: only one document is allowed here
              cluster_name: a
              ^
            """#),
        .init(
            "a tab",
            "tags:\n\ta: b\n",
            #"""
            himat.yaml:2:1: a tab cannot indent YAML, use spaces
               a: b
              ^
            """#),
        .init(
            "an open quote",
            "cluster_name: a\nworker_image: \"abc\n",
            #"""
            himat.yaml:2:15: this quote is never closed
              worker_image: "abc
                            ^
            """#),
        .init(
            "an open bracket",
            "cluster_name: a\nallowed_cidrs: [a\n",
            #"""
            himat.yaml:2:16: this [ is never closed
              allowed_cidrs: [a
                             ^
            """#),
        .init(
            "unknown alias",
            "cluster_name: a\ntags: *missing\n",
            #"""
            himat.yaml:2:7: nothing before this is anchored as '&missing'
              tags: *missing
                    ^
            """#),
        .init(
            "wide characters before the caret",
            "cluster_name: a\ntags: {größe: [ä]}\n",
            #"""
            himat.yaml:2:15: tags gives 'größe' a list; a tag is one text
                tags: {größe: [ä]}
                              ^
            """#),
        .init(
            "Windows line ends",
            "cluster_name: a\r\nhibernate: maybe\r\n",
            #"""
            himat.yaml:2:12: hibernate must be true or false, not 'maybe'
                hibernate: maybe
                           ^
            """#),
        .init(
            "an open brace",
            "cluster_name: a\ntags: {a: b\n",
            #"""
            himat.yaml:2:7: this { is never closed
              tags: {a: b
                    ^
            """#),
        .init(
            "an indentation that does not fit",
            "cluster_name: a\ntags:\n    a: b\n  c: d\n",
            #"""
            himat.yaml:4:3: not valid YAML: did not find expected key (while parsing a block mapping, line 1)
                c: d
                ^
            """#),
        .init(
            "a control character that could steer the terminal",
            "cluster_name: a\ncolour: \"\\e[31m\" # \u{202E}x\n",
            #"""
            himat.yaml:2:1: unknown key 'colour'
                colour: "\e[31m" # �x
                ^
            """#),
    ]
}
