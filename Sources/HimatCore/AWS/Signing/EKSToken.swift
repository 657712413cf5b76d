// SPDX-License-Identifier: MIT
public import FoundationEssentials
internal import HimatHTTP
public import HimatSupport

/// The bearer token of an EKS cluster: a presigned `sts:GetCallerIdentity` that the cluster's API server sends to STS.
///
/// [Format and lifetime](https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster).
public struct EKSToken: Sendable {
    /// The token itself: `k8s-aws-v1.` and the URL in unpadded base64url.
    public let token: Sensitive<String>
    /// When a client had better ask for a new one: 14 minutes after it was made, one before the server refuses it.
    public let expiration: Date

    /// Presigns a token.
    /// - Parameters:
    ///   - cluster: the cluster's name, signed as `x-k8s-aws-id`.
    ///   - endpoint: the regional STS endpoint, e.g. `https://sts.eu-central-1.amazonaws.com`.
    ///   - date: this machine's time; `expiration` is told by the same clock.
    ///   - skew: how far AWS's clock is ahead of it, in seconds; STS judges the signature by its own.
    public init(
        cluster: String, region: String, endpoint: String, credentials: AWSCredentials, at date: Date,
        skew: TimeInterval = 0
    ) throws {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        let request = HTTPRequest(
            "GET", "\(base)/?Action=GetCallerIdentity&Version=\(AWSService.sts.version)",
            headers: ["x-k8s-aws-id": cluster])
        let url = try SigV4Signer(service: AWSService.sts.signingName, region: region)
            .presign(request, with: credentials, at: date.addingTimeInterval(skew), lifetime: 60)
        token = Sensitive("k8s-aws-v1." + Self.base64URL([UInt8](url.utf8)))
        expiration = date.addingTimeInterval(14 * 60)
    }

    /// The `ExecCredential` document that kubectl and other clients read from standard output; it holds the token.
    /// - Parameter environment: `KUBERNETES_EXEC_INFO` names the API version that the client speaks.
    public func execCredential(environment: ProcessEnvironment) -> String {
        let asked = environment["KUBERNETES_EXEC_INFO"].flatMap { try? JSONValue.parse($0) }
        let version = asked?["apiVersion"]?.string ?? "client.authentication.k8s.io/v1beta1"
        return JSONValue.object([
            "apiVersion": .string(version), "kind": "ExecCredential", "spec": .object([:]),
            "status": .object([
                "expirationTimestamp": .string(SigningTime(expiration).iso),
                "token": .string(token.revealed),
            ]),
        ]).rendered()
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text = ""
        for character in Data(bytes).base64EncodedString() {
            switch character {
            case "+": text.append("-")
            case "/": text.append("_")
            case "=": break
            default: text.append(character)
            }
        }
        return text
    }
}
