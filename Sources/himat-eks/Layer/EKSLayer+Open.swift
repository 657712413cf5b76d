// SPDX-License-Identifier: MIT
import HimatCore

extension EKSLayer {
    static func open(_ options: EKSOptions, request: LayerRequest, runtime: Runtime) async throws -> EKSLayer {
        let flags = Dictionary(request.global.overrides.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = try ConfigLoader(environment: runtime.environment).load(
            flags: flags, flagNames: request.global.flagNames, path: request.global.config)
        for warning in loaded.warnings { runtime.warn(warning.description) }
        let config = loaded.config
        let settings = try AWSSettings(environment: runtime.environment, profile: request.global.profile)
        let sender = LogMiddleware(next: HTTPClient(environment: runtime.environment), logger: runtime.logger)
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
        guard let role = caller.assumedRole else {
            if caller.arn.contains(":federated-user/") {
                throw HimatError(
                    .preflightRefused, "EKS gives no access to the federated user \(caller.arn)",
                    nextStep: "use a role (sts:AssumeRole, single sign-on) or an IAM user")
            }
            return caller.arn
        }
        let bare = "arn:\(caller.partition):iam::\(caller.account):role/\(role)"
        do {
            // Only a refusal leaves the path open: after a mere stumble the bare ARN would name another principal.
            return try await context.reads.once("iam.role.\(role)") { try await site.iam.getRole(role) }?.arn ?? bare
        } catch let error as HimatError where error.isAWSDenied {
            // Roles of single sign-on always have a path, so the bare ARN is nobody's and EKS would refuse it, half an hour later.
            guard role.hasPrefix("AWSReservedSSO_"), site.refusesForeign else { return bare }
            throw HimatError(
                .preflightRefused, "The path of the single sign-on role \(role) is not known, so EKS cannot let it in",
                cause: error,
                nextStep:
                    "allow iam:GetRole on arn:\(caller.partition):iam::\(caller.account):role/* in its permission set")
        }
    }
}
