// SPDX-License-Identifier: MIT

/// A service of AWS as requests name it: signing name, endpoint prefix, API version, wire protocol.
public struct AWSService: Sendable, Hashable {
    /// How a service is spoken to.
    public enum Wire: Sendable, Hashable {
        /// Form-encoded `Action=…`, answered in XML with `<Errors><Error>` (EC2's own dialect).
        case ec2Query
        /// Form-encoded `Action=…`, answered in XML with `<ErrorResponse>`.
        case query
        /// JSON 1.1 with `X-Amz-Target: <prefix>.<Action>`.
        case json11(targetPrefix: String)
        /// JSON over REST paths.
        case restJSON
    }

    /// The name in the signature's scope, e.g. `ec2`.
    public let signingName: String
    /// The first label of the host, e.g. `monitoring`.
    public let endpointPrefix: String
    /// The name after `AWS_ENDPOINT_URL_`, e.g. `EC2`, `ELASTIC_LOAD_BALANCING`.
    public let serviceID: String
    /// The API version that query protocols send.
    public let version: String
    /// The protocol.
    public let wire: Wire
    /// One endpoint for the whole partition; its requests are signed for this region (IAM, Pricing: `us-east-1`).
    public let globalRegion: String?

    /// Describes a service.
    public init(
        signingName: String, endpointPrefix: String? = nil, serviceID: String, version: String, wire: Wire,
        globalRegion: String? = nil
    ) {
        self.signingName = signingName
        self.endpointPrefix = endpointPrefix ?? signingName
        self.serviceID = serviceID
        self.version = version
        self.wire = wire
        self.globalRegion = globalRegion
    }
}

extension AWSService {
    /// Elastic Compute Cloud.
    public static let ec2 = AWSService(signingName: "ec2", serviceID: "EC2", version: "2016-11-15", wire: .ec2Query)
    /// Elastic Kubernetes Service.
    public static let eks = AWSService(signingName: "eks", serviceID: "EKS", version: "2017-11-01", wire: .restJSON)
    /// Identity and Access Management.
    public static let iam = AWSService(
        signingName: "iam", serviceID: "IAM", version: "2010-05-08", wire: .query, globalRegion: "us-east-1")
    /// Security Token Service, by its regional endpoint.
    public static let sts = AWSService(signingName: "sts", serviceID: "STS", version: "2011-06-15", wire: .query)
    /// Auto Scaling.
    public static let autoScaling = AWSService(
        signingName: "autoscaling", serviceID: "AUTO_SCALING", version: "2011-01-01", wire: .query)
    /// Elastic Load Balancing, classic.
    public static let elb = AWSService(
        signingName: "elasticloadbalancing", serviceID: "ELASTIC_LOAD_BALANCING", version: "2012-06-01", wire: .query)
    /// Elastic Load Balancing, application and network balancers.
    public static let elbv2 = AWSService(
        signingName: "elasticloadbalancing", serviceID: "ELASTIC_LOAD_BALANCING_V2", version: "2015-12-01", wire: .query
    )
    /// Systems Manager.
    public static let ssm = AWSService(
        signingName: "ssm", serviceID: "SSM", version: "2014-11-06", wire: .json11(targetPrefix: "AmazonSSM"))
    /// Service Quotas.
    public static let serviceQuotas = AWSService(
        signingName: "servicequotas", serviceID: "SERVICE_QUOTAS", version: "2019-06-24",
        wire: .json11(targetPrefix: "ServiceQuotasV20190624"))
    /// The Price List service.
    public static let pricing = AWSService(
        signingName: "pricing", endpointPrefix: "api.pricing", serviceID: "PRICING", version: "2017-10-15",
        wire: .json11(targetPrefix: "AWSPriceListService"), globalRegion: "us-east-1")
    /// CloudWatch Logs.
    public static let logs = AWSService(
        signingName: "logs", serviceID: "CLOUDWATCH_LOGS", version: "2014-03-28",
        wire: .json11(targetPrefix: "Logs_20140328"))
    /// Elastic Container Registry.
    public static let ecr = AWSService(
        signingName: "ecr", endpointPrefix: "api.ecr", serviceID: "ECR", version: "2015-09-21",
        wire: .json11(targetPrefix: "AmazonEC2ContainerRegistry_V20150921"))
}
