// SPDX-License-Identifier: MIT
import HimatCore
import HimatTestSupport
import Testing

/// Nothing without our tags is changed or deleted, whatever it is called.
@Suite(.sandbox, .serialized, .timeLimit(.minutes(2)))
struct ForeignTests {
    /// Makes a network and two roles; each script goes on from here.
    private static let network = """
        ec2, iam, eks = client("ec2"), client("iam"), client("eks")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone="us-west-2" + zone)["Subnet"]["SubnetId"]
            for n, zone in enumerate("ab")]
        def role(name, service):
            statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
            document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        def cluster(name):
            eks.create_cluster(name=name, roleArn=role("theirs-" + name, "eks.amazonaws.com"),
                               resourcesVpcConfig={"subnetIds": subnets})
            eventually(lambda: eks.describe_cluster(name=name)["cluster"]["status"] == "ACTIVE")

        """

    @Test func aForeignClusterOfThatNameIsRefusedAndNotTouched() async throws {
        let desk = try await Desk.make()
        try await desk.boto(Self.network + #"cluster("demo")"#)
        let before = try await desk.sandbox.control("GET", "state")
        let mark = try await desk.mark()
        for arguments in [["plan"], ["apply", "--yes"]] {
            let result = try await desk.start(.eks, arguments).wait()
            #expect(result.status == 4, "\(result.errors)")
            #expect(result.errors.contains("arn:aws:eks:us-west-2:123456789012:cluster/demo"))
        }
        _ = try await desk.run(.eks, "destroy", "--yes", "--volume", "delete", "--confirm", "demo")
        #expect(try await desk.changes(since: mark) == [])
        #expect(try await desk.sandbox.control("GET", "state") == before)
    }

    @Test func stageTwoDoesNotEnterAForeignCluster() async throws {
        let desk = try await Desk.make()
        try await desk.boto(Self.network + #"cluster("demo")"#)
        let mark = try await desk.mark()
        let result = try await desk.run(.k8s, "apply", "--yes")
        #expect(result.status == 4, "\(result.errors)")
        #expect(try await desk.changes(since: mark) == [])
    }

    /// The same names, the same tags but one, the same VPC range: they are as they were after an apply and a destroy.
    @Test func lookAlikesAreAsTheyWere() async throws {
        let desk = try await Desk.make()
        try await desk.boto(
            Self.network + """
                tags = [{"Key": "Name", "Value": "demo-vpc"}, {"Key": "himat:cluster", "Value": "demo"}]
                ec2.create_tags(Resources=[vpc], Tags=tags)
                gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
                ec2.create_tags(Resources=[gateway] + subnets, Tags=[{"Key": "Name", "Value": "demo-internet-gateway"}])
                ec2.create_security_group(GroupName="k8s-elb-a0", Description="theirs", VpcId=vpc)
                volume = ec2.create_volume(Size=1, AvailabilityZone="us-west-2a")["VolumeId"]
                other = [{"Key": "himat:cluster", "Value": "demo2"}, {"Key": "himat:region", "Value": "us-west-2"}]
                ec2.create_tags(Resources=[volume], Tags=other)
                ec2.create_launch_template(LaunchTemplateName="demo-stable", LaunchTemplateData={"InstanceType": "m5.large"})
                role("himat-us-west-2-demo2-node", "ec2.amazonaws.com")
                client("elb").create_load_balancer(
                    LoadBalancerName="theirs", Subnets=subnets,
                    Listeners=[{"Protocol": "TCP", "LoadBalancerPort": 80, "InstancePort": 30000}])
                cluster("demo2")
                """)
        let before = try await photograph(desk)
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.eks, "destroy", "--volume", "delete", "--confirm", "demo")
        let after = try await photograph(desk)
        #expect(after == before)
    }

    @Test func aForeignRoleOfThatNameIsRefused() async throws {
        let desk = try await Desk.make()
        try await desk.boto(Self.network + #"role("himat-us-west-2-demo-node", "ec2.amazonaws.com")"#)
        let mark = try await desk.mark()
        let result = try await desk.run(.eks, "apply", "--yes")
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains("himat-us-west-2-demo-node"))
        #expect(try await desk.changes(since: mark) == [])
    }

    /// A foreign object in the namespace of stage two survives it, and so does the namespace.
    @Test func foreignObjectsSurviveStageTwo() async throws {
        let desk = try await Desk.make()
        try await desk.succeed(.eks, "apply", "--yes")
        try await desk.succeed(.k8s, "apply", "--yes")
        try await desk.kubernetes("POST", "/api/v1/namespaces/himat/configmaps", ["metadata": ["name": "theirs"]])
        try await desk.succeed(.k8s, "destroy", "--yes")
        let left = try await desk.objects("configmaps", namespace: "himat").compactMap {
            $0.at("metadata", "name")?.string
        }
        #expect(left.contains("theirs"))
        #expect(!left.contains { $0.hasPrefix("himat") || $0.contains("jupyter") }, "\(left)")
        #expect(try await desk.objects("deployments.apps", namespace: "himat").isEmpty)
    }

    /// Every id with its tags, and the balancers, clusters and roles.
    private func photograph(_ desk: Desk) async throws -> JSONValue {
        try await desk.boto(
            """
            ec2, eks, iam = client("ec2"), client("eks"), client("iam")
            def tagged(things, key):
                return sorted([one[key], sorted((tag["Key"], tag["Value"]) for tag in one.get("Tags", one.get("TagSet", [])))]
                              for one in things)
            print(json.dumps({
                "vpcs": tagged(ec2.describe_vpcs()["Vpcs"], "VpcId"),
                "subnets": tagged(ec2.describe_subnets()["Subnets"], "SubnetId"),
                "gateways": tagged(ec2.describe_internet_gateways()["InternetGateways"], "InternetGatewayId"),
                "groups": tagged(ec2.describe_security_groups()["SecurityGroups"], "GroupId"),
                "tables": tagged(ec2.describe_route_tables()["RouteTables"], "RouteTableId"),
                "interfaces": tagged(ec2.describe_network_interfaces()["NetworkInterfaces"], "NetworkInterfaceId"),
                "volumes": tagged(ec2.describe_volumes()["Volumes"], "VolumeId"),
                "templates": tagged(ec2.describe_launch_templates()["LaunchTemplates"], "LaunchTemplateName"),
                "balancers": [one["LoadBalancerName"] for one in client("elb").describe_load_balancers()["LoadBalancerDescriptions"]],
                "clusters": [[name, eks.describe_cluster(name=name)["cluster"]["status"]] for name in eks.list_clusters()["clusters"]],
                "roles": sorted(one["RoleName"] for one in iam.list_roles()["Roles"] if "aws-service-role" not in one["Path"]),
            }))
            """)
    }
}
