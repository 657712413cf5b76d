// SPDX-License-Identifier: MIT
public import HimatHTTP
public import HimatSupport
internal import Logging

/// Calls AWS: addresses, signs, sends, repeats and reads; the one implementation of `AWSCalling`.
///
/// The sender must not repeat on its own: each attempt needs a signature of its own time.
public struct AWSClient: AWSCalling {
    /// The region requests go to.
    public let region: String
    /// What environment and shared files say.
    public let settings: AWSSettings
    /// Where keys come from.
    public let credentialSource: any CredentialSource
    let endpoints: AWSEndpoints
    let sender: any HTTPSending
    let clock: any WallClock
    let policy: RetryPolicy
    let random: @Sendable () -> Double
    let budget = RetryBudget()
    let skew = ClockSkew()
    let log = Logger(label: "himat.aws")

    /// Builds a client.
    /// - Parameters:
    ///   - region: the flag's or the configuration's; nil = as environment or profile say.
    ///   - credentials: nil = the SDKs' chain of providers over `settings`.
    ///   - backoff: the pauses between attempts; how many there are is said by `AWS_MAX_ATTEMPTS`.
    ///   - random: numbers from 0 to below 1, for the pauses.
    /// - Throws: `HimatError` (usage) for no region or settings that cannot be.
    public init(
        _ settings: AWSSettings, region: String? = nil, sender: any HTTPSending, clock: any WallClock = SystemClock(),
        credentials: (any CredentialSource)? = nil, backoff: Backoff = Backoff(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) throws {
        self.settings = settings
        self.region = try settings.region(region)
        self.sender = sender
        self.clock = clock
        self.random = random
        policy = RetryPolicy(attempts: try settings.attemptLimit(), backoff: backoff)
        endpoints = try AWSEndpoints(settings)
        let scene = CredentialScene(settings: settings, region: self.region, sender: sender, clock: clock)
        credentialSource = credentials ?? CredentialCache(CredentialChain(scene), clock: clock)
    }

    /// The same client for another region, with the same keys.
    public func inRegion(_ other: String) throws -> AWSClient {
        try AWSClient(
            settings, region: other, sender: sender, clock: clock, credentials: credentialSource,
            backoff: policy.backoff, random: random)
    }

    /// Where a service is reached, e.g. for `EKSToken`.
    public func endpoint(_ service: AWSService) throws -> AWSEndpoint {
        try endpoints.endpoint(service, region: region)
    }

    /// Calls an action of a query service.
    public func query(
        _ service: AWSService, _ action: String, _ parameters: [(String, String)], repeatability: Repeatability
    ) async throws -> XMLElement {
        try await element(of: .query(service, action, parameters, repeatability))
    }

    /// Calls an action of a JSON 1.1 service.
    public func json(_ service: AWSService, _ action: String, _ body: JSONValue, repeatability: Repeatability)
        async throws -> JSONValue
    {
        try await document(of: .json(service, action, body, repeatability))
    }

    /// Calls a REST JSON service.
    public func rest(
        _ service: AWSService, _ method: String, _ path: [String], query: [(String, String)], body: JSONValue?,
        action: String, repeatability: Repeatability
    ) async throws -> JSONValue {
        try await document(of: .rest(service, method, path, query, body, action, repeatability))
    }

    /// The XML answer of a call.
    func element(of call: AWSCall) async throws -> XMLElement {
        let response = try await perform(call)
        return try reading(call, response) { try XMLDocument.parse(response.body) }
    }

    /// The JSON answer of a call; an empty answer is an empty object.
    func document(of call: AWSCall) async throws -> JSONValue {
        let response = try await perform(call)
        if response.body.isEmpty { return .object([:]) }
        return try reading(call, response) { try JSONValue.parse(response.body) }
    }

    private func reading<Answer>(_ call: AWSCall, _ response: HTTPResponse, _ read: () throws -> Answer) throws
        -> Answer
    {
        do {
            return try read()
        } catch {
            let id = AWSError.requestID(response).map { ["request id \($0)"] } ?? []
            throw HimatError(
                .malformed, "The answer to \(call.service.signingName):\(call.action) cannot be understood",
                details: id,
                cause: error, nextStep: "check what answers at \(try endpoint(call.service).url)")
        }
    }
}
