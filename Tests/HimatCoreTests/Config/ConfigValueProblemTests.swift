// SPDX-License-Identifier: MIT
import Testing

@Suite struct ConfigValueProblemTests {
    @Test(arguments: cases) func aWrongValueIsShownWithItsPlace(_ example: ConfigProblemCase) throws {
        #expect(try example.shown(as: "himat.yaml") == example.expected)
    }

    static let cases: [ConfigProblemCase] = [
        .init(
            "quoted number",
            "cluster_name: a\nspot_node_count: '3'\n",
            #"""
            himat.yaml:2:18: spot_node_count must be a whole number from 0 to 450, not '3' in quotes; take them away
                spot_node_count: '3'
                                 ^
            """#),
        .init(
            "number out of range",
            "cluster_name: a\nspot_node_count: -1\njupyter_port: 65536\n",
            #"""
            himat.yaml:2:18: spot_node_count must be a whole number from 0 to 450, not '-1'
                spot_node_count: -1
                                 ^
            himat.yaml:3:15: jupyter_port must be a whole number from 1 to 65535, not '65536'
                jupyter_port: 65536
                              ^
            """#),
        .init(
            "fraction for a whole number",
            "cluster_name: a\nspot_node_count: 2.5\n",
            #"""
            himat.yaml:2:18: spot_node_count must be a whole number from 0 to 450, not '2.5'
                spot_node_count: 2.5
                                 ^
            """#),
        .init(
            "list for a number",
            "cluster_name: a\nspot_node_count: [3]\n",
            #"""
            himat.yaml:2:18: spot_node_count must be a whole number from 0 to 450, not a list
                spot_node_count: [3]
                                 ^
            """#),
        .init(
            "map for a text",
            "cluster_name: a\nworker_image: {a: b}\n",
            #"""
            himat.yaml:2:15: worker_image must be an image such as quay.io/pangeo/pangeo-notebook:2026.01.30, not a map
                worker_image: {a: b}
                              ^
            """#),
        .init(
            "version",
            "cluster_name: a\ncluster_version: v1.36\n",
            #"""
            himat.yaml:2:18: cluster_version must be latest or a version such as 1.36, not 'v1.36'
                cluster_version: v1.36
                                 ^
            """#),
        .init(
            "instance size",
            "cluster_name: a\nstable_instance_type: m5.xlagre\nspot_instance_type: m5xlarge\n",
            #"""
            himat.yaml:2:23: stable_instance_type 'm5.xlagre' has a size that EC2 does not know; did you mean 'm5.xlarge'?
                stable_instance_type: m5.xlagre
                                      ^
            himat.yaml:3:21: spot_instance_type must be an instance type such as m5.xlarge, not 'm5xlarge'
                spot_instance_type: m5xlarge
                                    ^
            """#),
        .init(
            "image in upper case",
            "cluster_name: a\nworker_image: Pangeo/Notebook:1\n",
            #"""
            himat.yaml:2:15: worker_image must be lower case but for the tag: 'Pangeo/Notebook:1' is no image name
                worker_image: Pangeo/Notebook:1
                              ^
            """#),
        .init(
            "image with a blank",
            "cluster_name: a\nworker_image: \"pangeo notebook\"\n",
            #"""
            himat.yaml:2:15: worker_image must be an image such as quay.io/pangeo/pangeo-notebook:2026.01.30, not 'pangeo notebook'
                worker_image: "pangeo notebook"
                              ^
            """#),
        .init(
            "price",
            "cluster_name: a\nspot_price: cheap\n",
            #"""
            himat.yaml:2:13: spot_price must be a number from 0.0001 to 1000, not 'cheap'
                spot_price: cheap
                            ^
            """#),
        .init(
            "quoted boolean",
            "cluster_name: a\nhibernate: \"true\"\n",
            #"""
            himat.yaml:2:12: hibernate must be true or false, not 'true' in quotes; take them away
                hibernate: "true"
                           ^
            """#),
    ]
}
