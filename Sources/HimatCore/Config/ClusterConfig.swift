// SPDX-License-Identifier: MIT
public import HimatSupport

/// Every setting of a cluster after defaults, checked. One property a key, the key in snake case.
public struct ClusterConfig: Sendable, Equatable {
    /// `cluster_name`: `^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`.
    public var clusterName: String
    /// `cluster_region`; nil when only the profile or `AWS_REGION` knows it.
    public var clusterRegion: String?
    /// `cluster_version`: `latest` or `1.36`.
    public var clusterVersion: String
    /// `stable_instance_type`.
    public var stableInstanceType: String
    /// `spot_instance_type`.
    public var spotInstanceType: String
    /// `spot_instance_types`: nil = derived from `spot_instance_type`.
    public var spotInstanceTypes: [String]?
    /// `spot_price`, US dollars an hour; nil = no limit.
    public var spotPrice: Double?
    /// `spot_node_count`.
    public var spotNodeCount: Int
    /// `hibernate`.
    public var hibernate: Bool
    /// `worker_image`, for Jupyter, scheduler and workers.
    public var workerImage: String
    /// `pin_digest`: whether a tag in `worker_image` is resolved to its digest once.
    public var pinsDigest: Bool
    /// `dask_worker_count`; nil = `auto`.
    public var daskWorkerCount: Int?
    /// `dask_worker_mb_ram`, megabytes (10^6 bytes as the origin counted).
    public var daskWorkerMBRAM: Int
    /// `dask_worker_milli_cpu`.
    public var daskWorkerMilliCPU: Int
    /// `dask_worker_threads`.
    public var daskWorkerThreads: Int
    /// `dask_worker_procs`.
    public var daskWorkerProcs: Int
    /// `dask_scheduler_mb_ram`.
    public var daskSchedulerMBRAM: Int
    /// `dask_scheduler_milli_cpu`.
    public var daskSchedulerMilliCPU: Int
    /// `jupyter_mb_ram`.
    public var jupyterMBRAM: Int
    /// `jupyter_milli_cpu`.
    public var jupyterMilliCPU: Int
    /// `jupyter_gb_storage`, GiB of the home volume.
    public var jupyterGBStorage: Int
    /// `jupyter_port`: the balancer's port, 80 by default; `balancerPort` is what holds.
    public var jupyterPort: Int
    /// `jupyter_uid`: the user and group number of all workloads; never 0.
    public var jupyterUID: Int
    /// `jupyter_password_hash`, as `jupyter server password` makes it; nil = the token alone opens the notebook.
    public var jupyterPasswordHash: String?
    /// `jupyter_host`: the user's own DNS name of the balancer; nil = the balancer's.
    public var jupyterHost: String?
    /// `tls_certificate_arn`: what the balancer speaks TLS with; nil = plain http.
    public var tlsCertificateARN: String?
    /// `storage_class` of the home folder where stage one made no volume; nil = the cluster's default.
    public var storageClass: String?
    /// `exposure`: how users reach the notebook.
    public var exposure: Exposure
    /// `kubeconfig_output_path`.
    public var kubeconfigOutputPath: String
    /// `config_map_output_path`; nil = not written.
    public var configMapOutputPath: String?
    /// `availability_zone`; nil = chosen once and kept.
    public var availabilityZone: String?
    /// `vpc_cidr`.
    public var vpcCIDR: CIDR
    /// `allowed_cidrs`; nil = `auto`, the caller's address.
    public var allowedCIDRs: [CIDR]?
    /// The IPv6 ranges of `allowed_cidrs`; for balancers that are not AWS's.
    public var allowedIPv6: [IPv6Range]
    /// `api_public_access_cidrs`; nil = as `allowed_cidrs`.
    public var apiPublicAccessCIDRs: [CIDR]?
    /// `address_service`: who is asked for the caller's address.
    public var addressService: String
    /// `s3_buckets`.
    public var s3Buckets: [S3BucketGrant]
    /// `permissions_boundary`, a policy's name or ARN; nil = none.
    public var permissionsBoundary: String?
    /// `volume_retention`.
    public var volumeRetention: VolumeRetention
    /// `registry_secret`: whether the nodes are given the credentials of the image's registry.
    public var registrySecret: Bool
    /// `namespace` of the workloads.
    public var namespace: String
    /// `plugins`: paths of programs that add objects to stage two.
    public var plugins: [String]
    /// `tags` put on everything beside HiMAT's own.
    public var tags: [String: String]

    /// A configuration with every default: what a file that sets nothing but `cluster_name` means.
    public init(clusterName: String) {
        self.clusterName = clusterName
        clusterVersion = "latest"
        stableInstanceType = "m5.xlarge"
        spotInstanceType = "m5.xlarge"
        spotNodeCount = 3
        hibernate = false
        workerImage = "quay.io/pangeo/pangeo-notebook:2026.01.30"
        daskWorkerMBRAM = 1600
        daskWorkerMilliCPU = 400
        daskWorkerThreads = 1
        daskWorkerProcs = 1
        daskSchedulerMBRAM = 6000
        daskSchedulerMilliCPU = 1500
        jupyterMBRAM = 6000
        jupyterMilliCPU = 1500
        jupyterGBStorage = 16
        jupyterPort = 80
        jupyterUID = 1000
        exposure = .loadBalancer
        kubeconfigOutputPath = "./kubeconfig.yml"
        vpcCIDR = CIDR.defaultVPC
        allowedIPv6 = []
        addressService = "https://checkip.amazonaws.com"
        s3Buckets = []
        volumeRetention = .keep
        registrySecret = false
        pinsDigest = true
        namespace = "himat"
        plugins = []
        tags = [:]
    }
}
