// SPDX-License-Identifier: MIT
internal import HimatSupport

/// What only several keys together, or a key's meaning, show to be wrong or probably not meant.
struct ConfigChecks {
    private(set) var problems: [ConfigNote] = []
    private(set) var warnings: [ConfigNote] = []
    private let config: ClusterConfig
    private let origins: [String: ConfigOrigin]
    private let sources: [ConfigSource]

    init(_ config: ClusterConfig, _ origins: [String: ConfigOrigin], _ sources: [ConfigSource]) {
        self.config = config
        self.origins = origins
        self.sources = sources
        checkZone()
        checkBuckets()
        checkAccess()
        checkWorkers()
        checkSpotLimits()
        checkSpotTypes()
        checkFiles()
        checkS3()
        checkCertificate()
    }

    private mutating func checkZone() {
        guard let zone = config.availabilityZone, let region = config.clusterRegion, zone.dropLast() != region else {
            return
        }
        problems.append(note("availability_zone", "availability_zone '\(zone)' is not in cluster_region '\(region)'"))
    }

    private mutating func checkBuckets() {
        var seen: Set<String> = []
        for grant in config.s3Buckets where !seen.insert(grant.name).inserted {
            problems.append(note("s3_buckets", "s3_buckets names '\(grant.name)' both with and without ':rw'"))
        }
    }

    private mutating func checkAccess() {
        for (key, ranges) in [
            ("allowed_cidrs", config.allowedCIDRs), ("api_public_access_cidrs", config.apiPublicAccessCIDRs),
        ] where ranges?.contains(.anywhere) == true {
            warnings.append(note(key, "\(key) lets the whole internet in"))
        }
        if config.allowedIPv6.contains(where: \.isAnywhere) {
            warnings.append(note("allowed_cidrs", "allowed_cidrs lets the whole internet in, by IPv6"))
        }
    }

    private mutating func checkWorkers() {
        let share = config.daskWorkerMBRAM / config.daskWorkerProcs
        if share < 300 {
            let message =
                "each of the \(config.daskWorkerProcs) worker processes gets \(share) MB; Python and Dask need 300"
            warnings.append(note("dask_worker_mb_ram", message))
        }
        if config.hibernate, config.daskWorkerCount ?? 0 > 0 {
            warnings.append(note("hibernate", "no worker runs while hibernate is true"))
        }
    }

    /// What EKS would refuse: a managed group has at most 20 types, all of one processor.
    private mutating func checkSpotLimits() {
        guard let types = config.spotInstanceTypes else { return }
        if types.count > 20 {
            problems.append(
                note("spot_instance_types", "spot_instance_types names \(types.count) types; EKS takes 20 at most"))
        }
        let arm = types.filter { InstanceArchitecture(of: $0) == .arm }
        guard let other = types.first(where: { InstanceArchitecture(of: $0) == .x86 }), let first = arm.first else {
            return
        }
        problems.append(
            note(
                "spot_instance_types",
                "spot_instance_types mixes processors: '\(first)' is arm64, '\(other)' is x86_64; a node group has one")
        )
    }

    private mutating func checkSpotTypes() {
        guard let types = config.spotInstanceTypes, origins["spot_instance_type"] != nil,
            !types.contains(config.spotInstanceType)
        else { return }
        warnings.append(
            note(
                "spot_instance_types",
                "spot_instance_type '\(config.spotInstanceType)' is not used: spot_instance_types does not name it"))
    }

    /// Says which keys a tfvars file fills beside a himat.yaml.
    private mutating func checkFiles() {
        let files = sources.filter { $0.text != nil }
        guard files.count == 2, let tfvars = files.last else { return }
        let filled = ConfigSchema.keys.map(\.name).filter { origins[$0]?.source == .tfvars }
        guard !filled.isEmpty, let name = tfvars.text?.name, let main = files.first?.text?.name else { return }
        warnings.append(
            ConfigNote(message: "\(name) also sets what \(main) leaves out: \(filled.joined(separator: ", "))"))
    }

    /// The recipe's nodes could read and write every bucket of the account.
    private mutating func checkS3() {
        guard origins["s3_buckets"] == nil,
            let file = sources.first(where: { $0.kind == .tfvars })?.text?.name
        else { return }
        warnings.append(
            ConfigNote(
                message: "\(file): nodes had AmazonS3FullAccess, now they have none; for private buckets add "
                    + "s3_buckets = [\"my-bucket\", \"my-results:rw\"] (public ones need nothing)"))
    }

    /// A balancer takes certificates of its own region alone, and no certificate carries the balancer's own name.
    private mutating func checkCertificate() {
        guard let certificate = config.tlsCertificateARN.flatMap({ CertificateARN($0) }) else { return }
        if let region = config.clusterRegion, let place = certificate.region, place != region {
            problems.append(
                note("tls_certificate_arn", "tls_certificate_arn is of \(place), the cluster is in '\(region)'"))
        }
        if config.jupyterHost == nil {
            warnings.append(
                note(
                    "tls_certificate_arn",
                    "browsers will refuse the balancer's own name: set jupyter_host to a name of the certificate and "
                        + "let your DNS lead it to the balancer"))
        }
    }

    private func note(_ key: String, _ message: String) -> ConfigNote {
        guard let origin = origins[key] else { return ConfigNote(message: message) }
        let source = sources.first { $0.kind == origin.source }
        return source?.note(message, at: origin) ?? ConfigNote(message: message, origin: origin)
    }
}
