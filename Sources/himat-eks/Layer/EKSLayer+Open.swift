// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    static func open(_ options: EKSOptions, request: LayerRequest, runtime: Runtime) async throws -> EKSLayer {
        let flags = Dictionary(request.global.overrides.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = try ConfigLoader(environment: runtime.environment).load(flags: flags, path: request.global.config)
        for warning in loaded.warnings { runtime.warn(warning.description) }
        let config = loaded.config
        let settings = try AWSSettings(environment: runtime.environment, profile: request.global.profile)
        let sender = HTTPClient(environment: runtime.environment)
        let aws = try AWSClient(settings, region: config.clusterRegion, sender: sender, clock: runtime.clock)
        let caller = try await identify(aws, request.verb, runtime)
        let identity = ClusterIdentity(
            account: caller?.account ?? "unknown", region: aws.region, name: config.clusterName)
        let site = Site(
            identity: identity, partition: caller?.partition ?? AWSPartition(region: aws.region).name,
            extraTags: config.tags, refusesForeign: [.plan, .apply, .validate].contains(request.verb), aws: aws)
        return EKSLayer(
            loaded: loaded, request: request, runtime: runtime, site: site, aws: aws, sender: sender, caller: caller,
            retention: options.volume ?? config.volumeRetention)
    }

    /// Who signs; `validate` goes on without, for a configuration can be checked by somebody without an account.
    private static func identify(_ aws: AWSClient, _ verb: LayerRequest.Verb, _ runtime: Runtime) async throws
        -> STS.Caller?
    {
        do {
            return try await STS(aws).getCallerIdentity()
        } catch let error as HimatError where verb == .validate {
            runtime.warn("AWS was not asked: \(error.message); only the configuration was checked")
            return nil
        }
    }

    /// The user or role to whom the access entry is given; a role's session does not tell the role's path, so IAM is asked.
    func principal(in context: OperationContext) async throws -> String {
        guard let caller else { throw HimatError(.internalFault, "The caller is not known") }
        guard let role = caller.assumedRole else { return caller.arn }
        let found = try? await context.reads.once("iam.role.\(role)") { try await site.iam.getRole(role) }
        return (found ?? nil)?.arn ?? "arn:\(caller.partition):iam::\(caller.account):role/\(role)"
    }
}
