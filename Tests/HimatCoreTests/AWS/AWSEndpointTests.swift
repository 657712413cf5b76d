// SPDX-License-Identifier: MIT
import HimatSupport
import HimatTestSupport
import Testing

@testable import HimatAWS

/// The partition's rule, compared with the rules AWS publishes.
struct AWSEndpointTests {
    private static let services: [(String, AWSService)] = [
        ("ec2", .ec2), ("eks", .eks), ("iam", .iam), ("sts", .sts), ("autoscaling", .autoScaling), ("elb", .elb),
        ("elbv2", .elbv2), ("ssm", .ssm), ("service-quotas", .serviceQuotas), ("logs", .logs), ("ecr", .ecr),
        ("sso", .sso), ("sso-oidc", .ssoOIDC),
    ]
    private static let regions = [
        "us-east-1", "eu-central-1", "ap-southeast-4", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1",
        "eusc-de-east-1",
    ]

    @Test func everyServiceIsFoundWhereAWSPutsIt() async throws {
        var asked: [JSONValue] = []
        var ours: [AWSEndpoint] = []
        for (name, service) in Self.services {
            for region in Self.regions {
                for (fips, dual) in [(false, false), (true, false), (false, true), (true, true)] {
                    asked.append([
                        "service": .string(name), "region": .string(region), "fips": .bool(fips), "dual": .bool(dual),
                    ])
                    let variant = AWSEndpoint.Variant(isFIPS: fips, isDualStack: dual)
                    ours.append(AWSEndpoint(service, region: region, variant: variant))
                }
            }
        }
        let printed = try await PythonEnvironment.find().run(
            [PackageFolder.path("Tests/Oracles/botocore_endpoints.py")], input: JSONValue.array(asked).rendered())
        let theirs = try #require(try JSONValue.parse(printed).array)
        #expect(theirs.count == 13 * 8 * 4)
        for (index, endpoint) in ours.enumerated() where index < theirs.count {
            #expect(endpoint.url == theirs[index]["url"]?.string, "\(asked[index].rendered())")
            if let region = theirs[index]["region"]?.string { #expect(endpoint.signingRegion == region) }
        }
    }

    @Test(arguments: [
        ("eu-central-1", "https://api.pricing.us-east-1.amazonaws.com", "us-east-1"),
        ("cn-north-1", "https://api.pricing.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    ])
    func pricesAreAskedWhereTheyStand(region: String, url: String, signing: String) {
        #expect(AWSEndpoint(.pricing, region: region) == AWSEndpoint(url: url, signingRegion: signing))
    }

    private static let config = """
        [default]
        endpoint_url = http://profile
        services = local
        [services local]
        ec2 =
            endpoint_url = http://services-ec2/base/
        elastic_load_balancing =
            endpoint_url = http://services-elb
        [profile odd]
        endpoint_url = ftp://profile
        """

    @Test(
        arguments: [
            ([:], AWSService.ec2, "http://services-ec2/base"), ([:], .elb, "http://services-elb"),
            ([:], .eks, "http://profile"),
            (["AWS_ENDPOINT_URL": "http://all"], .ec2, "http://all"),
            (["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_EC2": "http://one:4566"], .ec2, "http://one:4566"),
            (["AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "http://v2"], .elbv2, "http://v2"),
            (["AWS_ENDPOINT_URL_SERVICE_QUOTAS": "http://q"], .serviceQuotas, "http://q"),
            (["AWS_ENDPOINT_URL": ""], .eks, "http://profile"),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://all"], .eks,
                "https://eks.eu-central-1.amazonaws.com"
            ),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE", "AWS_USE_FIPS_ENDPOINT": "true"], .eks,
                "https://fips.eks.eu-central-1.amazonaws.com"
            ),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"], .ec2,
                "https://ec2.eu-central-1.api.aws"
            ),
        ] as [([String: String], AWSService, String)])
    func whatIsConfiguredComesBeforeTheRule(variables: [String: String], service: AWSService, url: String) async throws
    {
        try await AWSFolder.with(config: Self.config) { folder in
            let endpoint = try AWSEndpoints(folder.settings(variables)).endpoint(service, region: "eu-central-1")
            #expect(endpoint.url == url)
            #expect(endpoint.signingRegion == "eu-central-1")
        }
    }

    @Test(arguments: [
        ["AWS_ENDPOINT_URL": "localhost:4566"], ["AWS_ENDPOINT_URL_EKS": "ftp://x"],
        ["AWS_ENDPOINT_URL": "http://x?y=1"],
        ["AWS_PROFILE": "odd"], ["AWS_USE_FIPS_ENDPOINT": "yes"],
    ])
    func whatIsNoAddressIsNamed(variables: [String: String]) async throws {
        try await AWSFolder.with(config: Self.config) { folder in
            let error = #expect(throws: HimatError.self) {
                try AWSEndpoints(folder.settings(variables)).endpoint(.eks, region: "eu-central-1")
            }
            #expect(error?.code == .usage)
            let name = variables["AWS_PROFILE"] == nil ? variables.keys.first ?? "" : "profile odd"
            #expect(error?.message.contains(name) == true)
        }
    }
}
