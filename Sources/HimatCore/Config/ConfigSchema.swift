// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The table of all keys: it checks files, prints the reference, and names flags and environment variables.
public enum ConfigSchema {
    /// Every key, in the order of the reference.
    public static let keys: [ConfigKey] = clusterKeys + nodeKeys + workloadKeys + networkKeys + dataKeys + fileKeys

    /// The key of a name.
    public static func key(_ name: String) -> ConfigKey? { byName[name] }

    private static let byName = Dictionary(keys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    private static let clusterKeys: [ConfigKey] = [
        .text(
            "cluster_name", \.clusterName, .clusterName,
            .init(.cluster, .both, "The cluster's name, unique in account and region.")),
        .optionalText(
            "cluster_region", \.clusterRegion, .region,
            .init(.cluster, .both, "The AWS region.", unset: "AWS_REGION, else the profile's region")),
        .text(
            "cluster_version", \.clusterVersion, .version,
            .init(.cluster, .eks, "The Kubernetes version; latest is decided once, at creation, and kept.")),
        .boolean(
            "hibernate", \.hibernate,
            .init(
                .cluster, .both, "true takes all nodes away at the next apply, false brings them back; notebooks stay.")
        ),
    ]

    private static let nodeKeys: [ConfigKey] = [
        .text(
            "stable_instance_type", \.stableInstanceType, .instanceType,
            .init(.nodes, .eks, "The on-demand machine of notebook and scheduler.")),
        .text(
            "spot_instance_type", \.spotInstanceType, .instanceType,
            .init(.nodes, .eks, "The spot machine of the workers; others of equal vCPU and memory are added.")),
        ConfigKey(
            "spot_instance_types", .list(.instanceType),
            .init(.nodes, .eks, "The exact spot machines, instead of the derived ones.", unset: "derived")
        ) {
            $0.spotInstanceTypes.map { .list($0) }
        } set: {
            if case .list(let items) = $1 { $0.spotInstanceTypes = items }
        },
        .integer(
            "spot_node_count", \.spotNodeCount, 0...450,
            .init(.nodes, .both, "How many spot nodes there are.")),
        ConfigKey(
            "spot_price", .number(0.0001...1000),
            .init(.nodes, .eks, "US dollars an hour above which no spot node is started.", unset: "no limit")
        ) {
            $0.spotPrice.map { .number($0) }
        } set: {
            if case .number(let price) = $1 { $0.spotPrice = price }
        },
        .optionalText(
            "availability_zone", \.availabilityZone, .zone,
            .init(.nodes, .eks, "The zone of the stable node and the notebook volume.", unset: "chosen once, then kept")
        ),
    ]

    private static let workloadKeys: [ConfigKey] = [
        .text(
            "worker_image", \.workerImage, .image,
            .init(.workers, .kubernetes, "The container image of notebook, scheduler and workers.")),
        .boolean(
            "pin_digest", \.pinsDigest,
            .init(.workers, .kubernetes, "Ask the registry once for the digest of worker_image's tag, and run that.")),
        .boolean(
            "registry_secret", \.registrySecret,
            .init(.workers, .kubernetes, "Give the nodes your credentials of a private image's registry; not for ECR.")),
        .autoInteger(
            "dask_worker_count", \.daskWorkerCount, 0...10_000,
            .init(.workers, .kubernetes, "How many workers run; auto fills the spot nodes.")),
        .integer(
            "dask_worker_mb_ram", \.daskWorkerMBRAM, 64...4_000_000,
            .init(.workers, .kubernetes, "Memory of a worker in MB.")),
        .integer(
            "dask_worker_milli_cpu", \.daskWorkerMilliCPU, 10...448_000,
            .init(.workers, .kubernetes, "Thousandths of a core for a worker.")),
        .integer(
            "dask_worker_threads", \.daskWorkerThreads, 1...448,
            .init(.workers, .kubernetes, "Threads of each worker process.")),
        .integer(
            "dask_worker_procs", \.daskWorkerProcs, 1...448,
            .init(.workers, .kubernetes, "Processes of a worker; they share its memory.")),
        .integer(
            "dask_scheduler_mb_ram", \.daskSchedulerMBRAM, 64...4_000_000,
            .init(.stable, .kubernetes, "Memory of the Dask scheduler in MB.")),
        .integer(
            "dask_scheduler_milli_cpu", \.daskSchedulerMilliCPU, 10...448_000,
            .init(.stable, .kubernetes, "Thousandths of a core for the scheduler.")),
        .integer(
            "jupyter_mb_ram", \.jupyterMBRAM, 64...4_000_000,
            .init(.stable, .kubernetes, "Memory of the notebook server in MB.")),
        .integer(
            "jupyter_milli_cpu", \.jupyterMilliCPU, 10...448_000,
            .init(.stable, .kubernetes, "Thousandths of a core for the notebook server.")),
        .integer(
            "jupyter_uid", \.jupyterUID, 1...2_147_483_647,
            .init(.stable, .kubernetes, "The user and group number notebook, scheduler and workers run as; never root.")
        ),
        .text(
            "namespace", \.namespace, .namespace,
            .init(.stable, .kubernetes, "The Kubernetes namespace of all of them.")),
        ConfigKey(
            "plugins", .list(.program),
            .init(.stable, .kubernetes, "Programs that add objects of their own, by path; see docs/plugins.md.")
        ) {
            .list($0.plugins)
        } set: {
            if case .list(let items) = $1 { $0.plugins = items }
        },
    ]

    private static let networkKeys: [ConfigKey] = [
        ConfigKey(
            "vpc_cidr", .string(.vpcRange), .init(.network, .eks, "The addresses of the cluster's network.")
        ) {
            .string($0.vpcCIDR.description)
        } set: {
            if case .string(let text) = $1, let range = CIDR(text) { $0.vpcCIDR = range }
        },
        ConfigKey(
            "allowed_cidrs", .listOrAuto(.anyAddressRange),
            .init(.network, .both, "Who may reach the notebook; auto is your own address alone.")
        ) { config in
            config.allowedCIDRs.map { .list($0.map(\.description) + config.allowedIPv6.map(\.description)) } ?? .auto
        } set: {
            guard case .list(let items) = $1 else { return }
            $0.allowedCIDRs = items.compactMap { CIDR($0) }
            $0.allowedIPv6 = items.compactMap { IPv6Range($0) }
        },
        .autoRanges(
            "api_public_access_cidrs", \.apiPublicAccessCIDRs,
            .init(.network, .eks, "Who may reach the Kubernetes API; auto is as allowed_cidrs.")),
        .text(
            "address_service", \.addressService, .addressService,
            .init(.network, .both, "Who is asked for your address when a list is auto.")),
        .integer(
            "jupyter_port", \.jupyterPort, 1...65535,
            .init(.network, .kubernetes, "The port of jupyter_url; with a certificate 80 means 443.")),
        .optionalText(
            "jupyter_host", \.jupyterHost, .hostName,
            .init(
                .network, .kubernetes, "Your own DNS name of the balancer, used in jupyter_url.",
                unset: "the balancer's")),
        .optionalText(
            "tls_certificate_arn", \.tlsCertificateARN, .certificateARN,
            .init(
                .network, .kubernetes, "The certificate the balancer speaks https with; of ACM, in cluster_region.",
                unset: "plain http")),
        .optionalText(
            "jupyter_password_hash", \.jupyterPasswordHash, .passwordHash,
            .init(
                .network, .kubernetes, "A password's hash that opens the notebook beside the token.",
                unset: "the token alone")),
        ConfigKey(
            "exposure", .choice(Exposure.allCases.map(\.rawValue)),
            .init(.network, .kubernetes, "loadbalancer, or port-forward: no balancer, reached by himat-k8s open.")
        ) {
            .string($0.exposure.rawValue)
        } set: {
            if case .string(let text) = $1, let choice = Exposure(rawValue: text) { $0.exposure = choice }
        },
    ]

    private static let dataKeys: [ConfigKey] = [
        .integer(
            "jupyter_gb_storage", \.jupyterGBStorage, 1...16384,
            .init(.data, .both, "The notebook volume in GiB; it may grow, never shrink.")),
        .optionalText(
            "storage_class", \.storageClass, .storageClass,
            .init(
                .data, .kubernetes, "The StorageClass of the notebook volume on a cluster that is not stage one's.",
                unset: "the cluster's default")),
        ConfigKey(
            "volume_retention", .choice(VolumeRetention.allCases.map(\.rawValue)),
            .init(.data, .eks, "What destroy does with the notebook volume; delete still asks for the typed name.")
        ) {
            .string($0.volumeRetention.rawValue)
        } set: {
            if case .string(let text) = $1, let choice = VolumeRetention(rawValue: text) { $0.volumeRetention = choice }
        },
        ConfigKey(
            "s3_buckets", .list(.bucket),
            .init(.data, .eks, "Buckets that notebook and workers may read, with :rw write. Public ones need no entry.")
        ) {
            .list($0.s3Buckets.map(\.text))
        } set: {
            if case .list(let items) = $1 { $0.s3Buckets = items.compactMap { S3BucketGrant($0) } }
        },
        .optionalText(
            "permissions_boundary", \.permissionsBoundary, .policy,
            .init(
                .data, .eks,
                "The policy that bounds the role with access to s3_buckets, by name or ARN; docs/iam-policy.json asks for himat-pods."
            )),
        ConfigKey("tags", .tags, .init(.data, .both, "Tags for every AWS resource.")) {
            .map($0.tags)
        } set: {
            if case .map(let members) = $1 { $0.tags = members }
        },
    ]

    private static let fileKeys: [ConfigKey] = [
        .text(
            "kubeconfig_output_path", \.kubeconfigOutputPath, .path,
            .init(.files, .eks, "Where himat-eks kubeconfig writes.")),
        .optionalText(
            "config_map_output_path", \.configMapOutputPath, .path,
            .init(
                .files, .eks, "Where the aws-auth document is written, for older tools; never applied.",
                unset: "not written")),
    ]
}
