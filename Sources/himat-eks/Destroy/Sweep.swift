// SPDX-License-Identifier: MIT
import HimatCore

/// The proof of a destroy: every kind described anew by tag, by name and by VPC. It only reads.
struct Sweep: Sendable {
    let site: Site
    let aws: any AWSCalling
    /// The run that asks; the lock it holds itself is no leftover.
    let runID: String

    private var ec2: EC2 { site.ec2 }
    private var region: String { site.identity.region }

    /// Everything that is left, beside volumes and snapshots that are kept on purpose.
    func leftovers() async throws -> [Leftover] {
        let looks: [@Sendable () async throws -> [Leftover]] = [
            network, gateways, machines, volumes, groups, roles, balancers, cluster, lock,
        ]
        return try await withThrowingTaskGroup(of: (Int, [Leftover]).self) { group in
            for (index, look) in looks.enumerated() { group.addTask { (index, try await look()) } }
            var found: [(Int, [Leftover])] = []
            for try await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func left(_ kind: String, _ id: String, _ price: Double? = nil, _ command: String) -> Leftover {
        Leftover(kind: kind, id: id, hourlyPrice: price, command: "aws \(command) --region \(region)")
    }

    private func network() async throws -> [Leftover] {
        async let vpcs = ec2.describeVPCs(site.filters)
        async let subnets = ec2.describeSubnets(site.filters)
        async let groups = ec2.describeSecurityGroups(site.filters)
        async let interfaces = ec2.describeNetworkInterfaces(site.filters)
        return try await vpcs.map { left("VPC", $0.id, "ec2 delete-vpc --vpc-id \($0.id)") }
            + subnets.map { left("subnet", $0.id, "ec2 delete-subnet --subnet-id \($0.id)") }
            + groups.map { left("security group", $0.id, "ec2 delete-security-group --group-id \($0.id)") }
            + interfaces.map {
                left("network interface", $0.id, "ec2 delete-network-interface --network-interface-id \($0.id)")
            }
    }

    private func left(_ kind: String, _ id: String, _ command: String) -> Leftover { left(kind, id, nil, command) }

    private func gateways() async throws -> [Leftover] {
        async let gateways = ec2.describeInternetGateways(site.filters)
        async let tables = ec2.describeRouteTables(site.filters)
        async let templates = ec2.describeLaunchTemplates(site.filters)
        return try await gateways.map {
            left("internet gateway", $0.id, "ec2 delete-internet-gateway --internet-gateway-id \($0.id)")
        } + tables.map { left("route table", $0.id, "ec2 delete-route-table --route-table-id \($0.id)") }
            + templates.map {
                left("launch template", $0.id, "ec2 delete-launch-template --launch-template-id \($0.id)")
            }
    }

    private func machines() async throws -> [Leftover] {
        let states = EC2.Filter("instance-state-name", "pending", "running", "stopping", "stopped")
        return try await ec2.describeInstances(site.filters + [states]).map {
            left("instance", $0.id, "ec2 terminate-instances --instance-ids \($0.id)")
        }
    }

    /// The disks that Kubernetes made for claims carry only its own tag, which the EBS driver sets to the cluster's name.
    private func volumes() async throws -> [Leftover] {
        let claimed = EC2.Filter.tag("kubernetes.io/cluster/\(site.name)", "owned")
        async let ours = ec2.describeVolumes(site.filters)
        async let theirs = isForeign() ? [] : ec2.describeVolumes([claimed])
        let volumes = try await ours + theirs.filter { !site.owns($0.tags) }
        return
            volumes
            .filter { $0.tags[TagKey.retained] == nil && !["deleting", "deleted"].contains($0.state) }
            .map {
                left(
                    "volume", $0.id, VolumePrice.perHour(gibibytes: $0.size), "ec2 delete-volume --volume-id \($0.id)")
            }
    }

    /// Whether somebody else has a cluster of this name here; then Kubernetes' tags, which know no account of ours, mean that one.
    private func isForeign() async throws -> Bool {
        try await site.eks.describeCluster(site.name).map { !site.owns($0.tags) } ?? false
    }

    /// Auto Scaling groups carry Kubernetes' tag alone.
    private func groups() async throws -> [Leftover] {
        if try await isForeign() { return [] }
        let groups = try await AutoScaling(aws).describeGroups(
            tag: "kubernetes.io/cluster/\(site.name)", value: "owned")
        return groups.map {
            left(
                "Auto Scaling group", $0.name,
                "autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name \($0.name)")
        }
    }

    private func roles() async throws -> [Leftover] {
        var found: [Leftover] = []
        for kind in Role.Kind.allCases {
            let name = site.roleName(kind.rawValue)
            if let role = try await site.iam.getRole(name), site.owns(role.tags) {
                found.append(left("role", name, "iam delete-role --role-name \(name)"))
            }
        }
        return found
    }

    private func balancers() async throws -> [Leftover] {
        let vpcs = Set(try await ec2.describeVPCs(site.filters).map(\.id))
        return try await Balancers(site: site, aws: aws).find(vpcIDs: vpcs).map { found in
            switch found {
            case .classic(let name):
                left("load balancer", name, 0.025, "elb delete-load-balancer --load-balancer-name \(name)")
            case .modern(let arn):
                left("load balancer", arn, 0.0225, "elbv2 delete-load-balancer --load-balancer-arn \(arn)")
            case .targets(let arn):
                left("target group", arn, "elbv2 delete-target-group --target-group-arn \(arn)")
            }
        }
    }

    /// The lock of a run that was killed after its last deletion.
    private func lock() async throws -> [Leftover] {
        let name = ClusterLock.parameter(of: site.name)
        do {
            guard let text = try await SSM(aws).getParameter(name), LockRecord.read(text)?.run != runID else {
                return []
            }
            return [left("lock", name, "ssm delete-parameter --name \(name)")]
        } catch let error as HimatError where error.isAWSDenied {
            return []
        }
    }

    private func cluster() async throws -> [Leftover] {
        guard let found = try await site.eks.describeCluster(site.name), site.owns(found.tags) else { return [] }
        return [left("cluster", found.name, 0.10, "eks delete-cluster --name \(found.name)")]
    }
}
