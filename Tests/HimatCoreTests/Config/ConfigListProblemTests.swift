// SPDX-License-Identifier: MIT
import Testing

@Suite struct ConfigListProblemTests {
    @Test(arguments: cases) func aWrongPlaceOrListIsShownWithItsPlace(_ example: ConfigProblemCase) throws {
        #expect(try example.shown(as: "himat.yaml") == example.expected)
    }

    static let cases: [ConfigProblemCase] = [
        .init(
            "text for a list",
            "cluster_name: a\nallowed_cidrs: 203.0.113.7/32\n",
            #"""
            himat.yaml:2:16: allowed_cidrs must be auto or a list such as [203.0.113.0/24]; write [203.0.113.7/32]
                allowed_cidrs: 203.0.113.7/32
                               ^
            """#),
        .init(
            "empty list",
            "cluster_name: a\nallowed_cidrs: []\n",
            #"""
            himat.yaml:2:16: allowed_cidrs is an empty list; name at least one or leave the key out
                allowed_cidrs: []
                               ^
            """#),
        .init(
            "processors mixed",
            "cluster_name: a\nspot_instance_types: [m5.xlarge, m7g.xlarge]\n",
            #"""
            himat.yaml:2:22: spot_instance_types mixes processors: 'm7g.xlarge' is arm64, 'm5.xlarge' is x86_64; a node group has one
                spot_instance_types: [m5.xlarge, m7g.xlarge]
                                     ^
            """#),
        .init(
            "more types than EKS takes",
            "cluster_name: a\nspot_instance_types: [\n"
                + (1...21).map { "  m\($0).xlarge,\n" }.joined() + "]\n",
            #"""
            himat.yaml:2:22: spot_instance_types names 21 types; EKS takes 20 at most
                spot_instance_types: [
                                     ^
            """#),
        .init(
            "null in a list",
            "cluster_name: a\ns3_buckets:\n  - my-data\n  -\n",
            #"""
            himat.yaml:4:4: s3_buckets must be a list such as [my-data, my-results:rw], not empty
                  -
                   ^
            """#),
        .init(
            "host bits",
            "cluster_name: a\nvpc_cidr: 10.0.0.1/16\nallowed_cidrs: [203.0.113.7/24]\n",
            #"""
            himat.yaml:2:11: vpc_cidr '10.0.0.1/16' has address bits set behind its prefix; did you mean '10.0.0.0/16'?
                vpc_cidr: 10.0.0.1/16
                          ^
            himat.yaml:3:17: allowed_cidrs '203.0.113.7/24' has address bits set behind its prefix; did you mean '203.0.113.0/24'?
                allowed_cidrs: [203.0.113.7/24]
                                ^
            """#),
        .init(
            "address without prefix",
            "cluster_name: a\nallowed_cidrs:\n  - 203.0.113.7\n",
            #"""
            himat.yaml:3:5: allowed_cidrs must be a range: write '203.0.113.7/32' for the one address '203.0.113.7'
                  - 203.0.113.7
                    ^
            """#),
        .init(
            "IPv6 where EKS takes none",
            "cluster_name: a\napi_public_access_cidrs: ['2001:db8::/32']\n",
            #"""
            himat.yaml:2:27: api_public_access_cidrs must be an IPv4 range such as 203.0.113.0/24; IPv6 is not supported: '2001:db8::/32'
                api_public_access_cidrs: ['2001:db8::/32']
                                          ^
            """#),
        .init(
            "IPv6 with address bits behind the prefix",
            "cluster_name: a\nallowed_cidrs: ['2001:db8::1/32']\n",
            #"""
            himat.yaml:2:17: allowed_cidrs must be an IPv6 range such as 2001:db8::/32 with no address bits behind its prefix, not '2001:db8::1/32'
                allowed_cidrs: ['2001:db8::1/32']
                                ^
            """#),
        .init(
            "range too small",
            "cluster_name: a\nvpc_cidr: 10.0.0.0/28\n",
            #"""
            himat.yaml:2:11: vpc_cidr must be an IPv4 range from /16 to /24 such as 10.0.0.0/16, not '10.0.0.0/28'
                vpc_cidr: 10.0.0.0/28
                          ^
            """#),
        .init(
            "public range for the network",
            "cluster_name: a\nvpc_cidr: 8.8.0.0/16\n",
            #"""
            himat.yaml:2:11: vpc_cidr must be a private range such as 10.0.0.0/16, not '8.8.0.0/16' of the public internet
                vpc_cidr: 8.8.0.0/16
                          ^
            """#),
        .init(
            "region",
            "cluster_name: a\ncluster_region: oregon\n",
            #"""
            himat.yaml:2:17: cluster_region must be an AWS region such as us-west-2, not 'oregon'
                cluster_region: oregon
                                ^
            """#),
        .init(
            "zone of another region",
            "cluster_name: a\ncluster_region: us-west-2\navailability_zone: us-east-1a\n",
            #"""
            himat.yaml:3:20: availability_zone 'us-east-1a' is not in cluster_region 'us-west-2'
                availability_zone: us-east-1a
                                   ^
            """#),
        .init(
            "zone",
            "cluster_name: a\navailability_zone: us-west-2\n",
            #"""
            himat.yaml:2:20: availability_zone must be an availability zone such as us-west-2a, not 'us-west-2'
                availability_zone: us-west-2
                                   ^
            """#),
        .init(
            "bucket address",
            "cluster_name: a\ns3_buckets: [s3://my-data, 'my-data:w', My_Data, 'arn:aws:s3:::my-data']\n",
            #"""
            himat.yaml:2:14: s3_buckets wants the bucket's name alone: 'my-data'
                s3_buckets: [s3://my-data, 'my-data:w', My_Data, 'arn:aws:s3:::my-data']
                             ^
            himat.yaml:2:28: s3_buckets 'my-data:w' must end in ':rw' (read and write) or in nothing (read)
                s3_buckets: [s3://my-data, 'my-data:w', My_Data, 'arn:aws:s3:::my-data']
                                           ^
            himat.yaml:2:41: s3_buckets 'My_Data' is no bucket name: 3 to 63 of a-z, 0-9, - and ., a letter or digit at both ends
                s3_buckets: [s3://my-data, 'my-data:w', My_Data, 'arn:aws:s3:::my-data']
                                                        ^
            himat.yaml:2:50: s3_buckets wants the bucket's name alone: 'my-data'
                s3_buckets: [s3://my-data, 'my-data:w', My_Data, 'arn:aws:s3:::my-data']
                                                                 ^
            """#),
        .init(
            "bucket twice",
            "cluster_name: a\ns3_buckets: [my-data, 'my-data:rw']\n",
            #"""
            himat.yaml:2:13: s3_buckets names 'my-data' both with and without ':rw'
                s3_buckets: [my-data, 'my-data:rw']
                            ^
            """#),
        .init(
            "address service without TLS",
            "cluster_name: a\naddress_service: http://example.org/ip\n",
            #"""
            himat.yaml:2:18: address_service must be an https:// address, not 'http://example.org/ip'
                address_service: http://example.org/ip
                                 ^
            """#),
    ]
}
