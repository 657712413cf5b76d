// SPDX-License-Identifier: MIT
import HimatCore
import Logging

extension KubernetesLayer {
    static func open(_ options: KubernetesOptions, request: LayerRequest, runtime: Runtime) async throws
        -> KubernetesLayer
    {
        let loaded = try Self.loaded(request.global, runtime)
        let config = loaded.config
        let base = LogMiddleware(next: HTTPClient(environment: runtime.environment), logger: runtime.logger)
        let settings =
            try options.isEKS ? AWSSettings(environment: runtime.environment, profile: request.global.profile) : nil
        let place = try await place(config, options, request, runtime, settings, base)
        for warning in place.connection.warnings { runtime.warn(warning) }
        let client = KubernetesClient(
            place.connection, sender: RetryMiddleware(next: base, clock: runtime.clock), clock: runtime.clock,
            warn: { runtime.logger.warning("the API server says: \($0)") })
        return KubernetesLayer(
            config: config, options: options, request: request, runtime: runtime, cluster: place.cluster,
            client: client,
            stageOne: place.stageOne, sender: base,
            addressTLS: TLSOptions(certificateAuthorities: settings?.certificateAuthorities),
            freshToken: Sensitive(Self.hexadecimal(runtime.randomBytes(24))),
            ownToken: try Self.ownToken(runtime.environment), plugins: try PluginSet(loaded, options, runtime),
            isGone: place.isGone, view: ClusterView(client: client, clock: runtime.clock))
    }

    /// The configuration of the flags, the environment and the files, its warnings shown.
    static func config(_ global: GlobalOptions, _ runtime: Runtime) throws -> ClusterConfig {
        try loaded(global, runtime).config
    }

    /// The same with where each key is set.
    static func loaded(_ global: GlobalOptions, _ runtime: Runtime) throws -> LoadedConfig {
        let flags = Dictionary(global.overrides.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = try ConfigLoader(environment: runtime.environment).load(
            flags: flags, flagNames: global.flagNames, path: global.config)
        for warning in loaded.warnings { runtime.warn(warning.description) }
        return loaded
    }

    private struct Place {
        var cluster: ClusterIdentity
        var connection: KubernetesConnection
        var stageOne: (any StageOne)?
        var isGone = false
    }

    private static func place(
        _ config: ClusterConfig, _ options: KubernetesOptions, _ request: LayerRequest, _ runtime: Runtime,
        _ settings: AWSSettings?, _ sender: any HTTPSending
    ) async throws -> Place {
        guard let settings else {
            let kubeconfig = try Kubeconfig.load(path: options.kubeconfig, environment: runtime.environment)
            let connection = try kubeconfig.connection(
                context: options.context, environment: runtime.environment, clock: runtime.clock,
                say: { runtime.standardError.write("\($0)\n") })
            let cluster = ClusterIdentity(account: "kubernetes", region: connection.host, name: config.clusterName)
            return Place(cluster: cluster, connection: connection, stageOne: nil)
        }
        let aws = try AWSClient(settings, region: config.clusterRegion, sender: sender, clock: runtime.clock)
        async let caller = STS(aws).getCallerIdentity()
        let eks = EKSConnection(aws: aws, clock: runtime.clock)
        async let found = eks.connection(to: config.clusterName, mayBeGone: request.verb == .destroy)
        let cluster = ClusterIdentity(account: try await caller.account, region: aws.region, name: config.clusterName)
        let connection = try await found
        return Place(
            cluster: cluster, connection: connection ?? eks.nowhere(config.clusterName),
            stageOne: EKSStageOne(cluster: cluster, aws: aws), isGone: connection == nil)
    }

    private static func ownToken(_ environment: ProcessEnvironment) throws -> Sensitive<String>? {
        guard let text = environment["HIMAT_JUPYTER_TOKEN"] else { return nil }
        guard text.utf8.count >= 16, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw HimatError(
                .usage, "HIMAT_JUPYTER_TOKEN must have at least 16 characters, all of them printable and no space")
        }
        return Sensitive(text)
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
