// SPDX-License-Identifier: MIT
import Testing

@Suite struct ConfigKeyProblemTests {
    @Test(arguments: cases) func aWrongKeyIsShownWithItsPlace(_ example: ConfigProblemCase) throws {
        #expect(try example.shown(as: "himat.yaml") == example.expected)
    }

    static let cases: [ConfigProblemCase] = [
        .init(
            "unknown key with a near one",
            "cluster_name: a\nspot_node_cout: 3\n",
            #"""
            himat.yaml:2:1: unknown key 'spot_node_cout'; did you mean 'spot_node_count'?
                spot_node_cout: 3
                ^
            """#),
        .init(
            "unknown key with none near",
            "cluster_name: a\ncolour: red\n",
            #"""
            himat.yaml:2:1: unknown key 'colour'
                colour: red
                ^
            """#),
        .init(
            "missing name",
            "spot_node_count: 3\n",
            #"""
            cluster_name is not set in himat.yaml
            """#),
        .init(
            "empty name",
            "cluster_name:\n",
            #"""
            himat.yaml:1:1: cluster_name must be 1 to 40 of a-z, 0-9 and -, a letter or digit at both ends, but is empty
                cluster_name:
                ^
            """#),
        .init(
            "empty file",
            "# nothing\n",
            #"""
            cluster_name is not set in himat.yaml
            """#),
        .init(
            "name too long",
            "cluster_name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
            #"""
            himat.yaml:1:15: cluster_name must be 1 to 40 of a-z, 0-9 and -, a letter or digit at both ends, not 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
                cluster_name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                              ^
            """#),
        .init(
            "name with a hyphen at the end",
            "cluster_name: snow-\n",
            #"""
            himat.yaml:1:15: cluster_name must be 1 to 40 of a-z, 0-9 and -, a letter or digit at both ends, not 'snow-'
                cluster_name: snow-
                              ^
            """#),
        .init(
            "reserved tags",
            "cluster_name: a\ntags:\n  aws:x: 1\n  himat:cluster: b\n  Name: c\n  'a|b': d\n  list: [1]\n",
            #"""
            himat.yaml:3:3: tags must not set 'aws:x': keys that start with aws: are reserved
                  aws:x: 1
                  ^
            himat.yaml:4:3: tags must not set 'himat:cluster': keys that start with himat: are reserved
                  himat:cluster: b
                  ^
            himat.yaml:5:3: tags must not set 'Name': HiMAT names its resources itself
                  Name: c
                  ^
            himat.yaml:6:3: tags has the key 'a|b'; AWS allows letters, digits, spaces and _ . : / = + - @
                  'a|b': d
                  ^
            himat.yaml:7:9: tags gives 'list' a list; a tag is one text
                  list: [1]
                        ^
            """#),
        .init(
            "long tags",
            "cluster_name: a\ntags: {kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: v, ok: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv}\n",
            #"""
            himat.yaml:2:8: tags has a key of 129 characters; AWS allows 1 to 128
                tags: {kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: v,…
                       ^
            himat.yaml:2:146: tags gives 'ok' a value of 257 characters; AWS allows 256
                …kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: v, ok: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv…
                                                                             ^
            """#),
        .init(
            "reserved namespace",
            "cluster_name: a\nnamespace: kube-system\n",
            #"""
            himat.yaml:2:12: namespace must not be 'kube-system': names that start with kube- belong to Kubernetes
                namespace: kube-system
                           ^
            """#),
        .init(
            "namespace with a dot",
            "cluster_name: a\nnamespace: a.b\n",
            #"""
            himat.yaml:2:12: namespace must be a Kubernetes name: 1 to 63 of a-z, 0-9 and -, a letter or digit at both ends, not 'a.b'
                namespace: a.b
                           ^
            """#),
        .init(
            "choice",
            "cluster_name: a\nvolume_retention: keeep\n",
            #"""
            himat.yaml:2:19: volume_retention must be keep, snapshot or delete, not 'keeep'; did you mean 'keep'?
                volume_retention: keeep
                                  ^
            """#),
        .init(
            "token in the file",
            "cluster_name: a\njupyter_token: abc123\n",
            #"""
            himat.yaml:2:1: 'jupyter_token' is refused: a notebook token does not belong into this file: one is made at random and kept in the cluster; to choose it, set HIMAT_JUPYTER_TOKEN in the environment, or write a password's hash as jupyter_password_hash (jupyter server password makes one)
                jupyter_token: (sensitive)
                ^
            """#),
        .init(
            "AWS key in the file",
            "cluster_name: a\naws_secret_access_key: abc123\n",
            #"""
            himat.yaml:2:1: 'aws_secret_access_key' is refused: keys of AWS do not belong into this file: use a profile (AWS_PROFILE) or the environment
                aws_secret_access_key: (sensitive)
                ^
            """#),
        .init(
            "retired name with a wrong value",
            "cluster_name: a\nspot_pool_size: many\n",
            #"""
            himat.yaml:2:17: spot_node_count must be a whole number from 0 to 450, not 'many'
                spot_pool_size: many
                                ^
            """#),
        .init(
            "a word of the key alone",
            "cluster_name: a\nregion: us-west-2\nimage: a\n",
            #"""
            himat.yaml:2:1: unknown key 'region'; did you mean 'cluster_region'?
                region: us-west-2
                ^
            himat.yaml:3:1: unknown key 'image'; did you mean 'worker_image'?
                image: a
                ^
            """#),
        .init(
            "a key that could steer the terminal",
            "cluster_name: a\n\"\\e[31mred\": 1\n",
            #"""
            himat.yaml:2:1: unknown key '�[31mred'
                "\e[31mred": 1
                ^
            """#),
    ]
}
