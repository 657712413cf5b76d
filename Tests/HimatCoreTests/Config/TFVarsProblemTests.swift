// SPDX-License-Identifier: MIT
import Testing

@Suite struct TFVarsProblemTests {
    @Test(arguments: cases) func aWrongTFVarsFileIsShownWithItsPlace(_ example: ConfigProblemCase) throws {
        #expect(try example.shown(as: "terraform.tfvars") == example.expected)
    }

    static let cases: [ConfigProblemCase] = [
        .init(
            "unknown key",
            "cluster_name = \"a\"\nspot_node_cout = 3\n",
            #"""
            terraform.tfvars:2:1: unknown key 'spot_node_cout'; did you mean 'spot_node_count'?
                spot_node_cout = 3
                ^
            """#),
        .init(
            "interpolation",
            "cluster_name = \"a\"\nworker_image = \"${var.image}\"\n",
            #"""
            terraform.tfvars:2:17: ${…} is not supported; write the value itself
              worker_image = "${var.image}"
                              ^
            """#),
        .init(
            "template directive",
            "cluster_name = \"a\"\nworker_image = \"a%{ if x }\"\n",
            #"""
            terraform.tfvars:2:18: %{…} is not supported; write the value itself
              worker_image = "a%{ if x }"
                               ^
            """#),
        .init(
            "heredoc",
            "cluster_name = \"a\"\nworker_image = <<EOF\nx\nEOF\n",
            #"""
            terraform.tfvars:2:16: texts of several lines (<<) are not read here; write one line in quotes
              worker_image = <<EOF
                             ^
            """#),
        .init(
            "bare word",
            "cluster_name = \"a\"\nworker_image = pangeo\n",
            #"""
            terraform.tfvars:2:16: a text needs quotes: "pangeo"
              worker_image = pangeo
                             ^
            """#),
        .init(
            "function",
            "cluster_name = \"a\"\nworker_image = lower(\"A\")\n",
            #"""
            terraform.tfvars:2:16: functions are not supported; write the value itself
              worker_image = lower("A")
                             ^
            """#),
        .init(
            "open text",
            "cluster_name = \"a\"\nworker_image = \"abc\n",
            #"""
            terraform.tfvars:2:16: this text is never closed with "
              worker_image = "abc
                             ^
            """#),
        .init(
            "open list",
            "cluster_name = \"a\"\nallowed_cidrs = [\"203.0.113.7/32\",\n",
            #"""
            terraform.tfvars:2:17: this list is never closed with ]
              allowed_cidrs = ["203.0.113.7/32",
                              ^
            """#),
        .init(
            "open map",
            "cluster_name = \"a\"\ntags = { a = \"b\"\n",
            #"""
            terraform.tfvars:2:8: this map is never closed with }
              tags = { a = "b"
                     ^
            """#),
        .init(
            "open comment",
            "cluster_name = \"a\"\n/* never\n",
            #"""
            terraform.tfvars:2:1: this comment is never closed with */
              /* never
              ^
            """#),
        .init(
            "two on a line",
            "cluster_name = \"a\"\nhibernate = true spot_node_count = 1\n",
            #"""
            terraform.tfvars:2:18: the end of the line is wanted here, not 'spot_node_count'
              hibernate = true spot_node_count = 1
                               ^
            """#),
        .init(
            "block",
            "cluster_name = \"a\"\ntags {\n}\n",
            #"""
            terraform.tfvars:2:6: blocks do not belong into a tfvars file; a map is written tags = {…}
              tags {
                   ^
            """#),
        .init(
            "colon",
            "cluster_name: \"a\"\n",
            #"""
            terraform.tfvars:1:13: '=' is wanted here, not ':'
              cluster_name: "a"
                          ^
            """#),
        .init(
            "no value",
            "cluster_name =\n",
            #"""
            terraform.tfvars:1:15: a value is wanted here, not the end of the line
              cluster_name =
                            ^
            """#),
        .init(
            "duplicate",
            "cluster_name = \"a\"\ncluster_name = \"a\"\n",
            #"""
            terraform.tfvars:2:1: 'cluster_name' is there twice
              cluster_name = "a"
              ^
            """#),
        .init(
            "escape",
            "cluster_name = \"a\\q\"\n",
            #"""
            terraform.tfvars:1:18: this escape is unknown; \n \r \t \" \\ \uNNNN are known
              cluster_name = "a\q"
                               ^
            """#),
        .init(
            "number",
            "cluster_name = \"a\"\nspot_node_count = 3x\n",
            #"""
            terraform.tfvars:2:19: '3x' is no number; a text needs quotes
              spot_node_count = 3x
                                ^
            """#),
        .init(
            "missing comma",
            "cluster_name = \"a\"\nallowed_cidrs = [\"a\" \"b\"]\n",
            #"""
            terraform.tfvars:2:22: a comma or ] is wanted here, not a text
              allowed_cidrs = ["a" "b"]
                                   ^
            """#),
        .init(
            "wrong type in a list",
            "cluster_name = \"a\"\nallowed_cidrs = [true, \"203.0.113.7\"]\n",
            #"""
            terraform.tfvars:2:18: allowed_cidrs must be an IPv4 range such as 203.0.113.0/24, not 'true'
                allowed_cidrs = [true, "203.0.113.7"]
                                 ^
            terraform.tfvars:2:24: allowed_cidrs must be a range: write '203.0.113.7/32' for the one address '203.0.113.7'
                allowed_cidrs = [true, "203.0.113.7"]
                                       ^
            """#),
        .init(
            "stray sign",
            "cluster_name = \"a\"\n; x\n",
            #"""
            terraform.tfvars:2:1: this is no setting: name = value is wanted
              ; x
              ^
            """#),
        .init(
            "reference",
            "cluster_name = \"a\"\nworker_image = var.image\n",
            #"""
            terraform.tfvars:2:16: references are not supported; write the value itself
              worker_image = var.image
                             ^
            """#),
        .init(
            "control characters in a line",
            "cluster_name = \"a\"\ncolour = 1 # \u{1B}[31m\n",
            #"""
            terraform.tfvars:2:1: unknown key 'colour'
                colour = 1 # �[31m
                ^
            """#),
    ]
}
