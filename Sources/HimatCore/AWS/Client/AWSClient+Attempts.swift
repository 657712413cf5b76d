// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport
internal import Logging

extension AWSClient {
    /// What one attempt came to.
    private enum Outcome {
        case answer(HTTPResponse)
        case refused(AWSError, HTTPResponse)
        case broken(HimatError)

        var isTimeout: Bool { if case .broken(let error) = self { error.code == .timedOut } else { false } }
    }

    /// What to do about an attempt that brought no answer.
    private enum Remedy: Hashable {
        case otherCredentials
        case otherTime
        case pause(Duration)
        case giveUp
    }

    /// What an attempt is signed with.
    private struct Signing {
        var credentials: AWSCredentials?
        var date: Date
    }

    /// Sends a call until it is answered, is refused for good, or its attempts are spent.
    func perform(_ call: AWSCall) async throws -> HTTPResponse {
        let endpoint = try endpoint(call.service)
        var credentials = call.isSigned ? try await credentialSource.credentials() : nil
        var tried: Set<Remedy> = []
        var attempt = 1
        var spent: Int?
        while true {
            let signing = Signing(credentials: credentials, date: clock.now().addingTimeInterval(await skew.offset))
            let outcome = try await send(call, to: endpoint, signing)
            if case .answer(let response) = outcome {
                budget.succeed(spent: spent)
                return response
            }
            let remedy = try await remedy(for: outcome, call, signing, attempt)
            switch remedy {
            case .otherCredentials, .otherTime:
                // Each cures a call once; a second refusal is final.
                guard tried.insert(remedy).inserted else { throw failure(of: call, outcome, credentials) }
                if remedy == .otherCredentials, let refused = credentials {
                    credentials = try await credentialSource.credentials(insteadOf: refused)
                    guard credentials != refused else { throw failure(of: call, outcome, refused) }
                }
            case .pause(let pause):
                guard let price = budget.spend(afterTimeout: outcome.isTimeout) else {
                    throw failure(of: call, outcome, credentials)
                }
                log.debug("\(call.service.signingName):\(call.action) again in \(pause), attempt \(attempt + 1)")
                try await clock.sleep(for: pause)
                attempt += 1
                spent = price
            case .giveUp:
                throw failure(of: call, outcome, credentials)
            }
        }
    }

    private func send(_ call: AWSCall, to endpoint: AWSEndpoint, _ signing: Signing) async throws -> Outcome {
        var request = call.request(to: endpoint)
        request.tls.certificateAuthorities = settings.certificateAuthorities
        if let credentials = signing.credentials {
            request = try SigV4Signer(service: call.service.signingName, region: endpoint.signingRegion)
                .sign(request, with: credentials, at: signing.date)
        }
        do {
            let response = try await sender.send(request)
            log.trace("\(call.service.signingName):\(call.action) \(response.status)")
            if (200..<300).contains(response.status) { return .answer(response) }
            return .refused(AWSError(response, service: call.service, action: call.action), response)
        } catch let error as HimatError {
            return .broken(error)
        }
    }

    private func remedy(
        for outcome: Outcome, _ call: AWSCall, _ signing: Signing, _ attempt: Int
    ) async throws -> Remedy {
        let decision: RetryDecision
        var policy = policy
        switch outcome {
        case .answer: return .giveUp
        case .broken(let error):
            decision = RetryPolicy.decision(for: error)
            // Who cannot be reached at all is not asked for long.
            if case .refused = decision { policy.attempts = min(policy.attempts, 3) }
        case .refused(let refusal, let response):
            let after = response.headers.retryAfter(now: clock.now())
            switch refusal.kind {
            case .throttled: decision = .refused(after: after)
            case .transient: decision = .failed(after: after)
            case .expired: return .otherCredentials
            case .signature, .unknownKey:
                if await skew.learn(from: response, at: clock.now(), signed: signing.date) { return .otherTime }
                return refusal.code == "RequestExpired" ? .otherCredentials : .giveUp
            case .denied, .notFound, .other: return .giveUp
            }
        }
        let isRepeatable = call.repeatability != .never
        let pause = policy.wait(after: decision, attempt: attempt, isRepeatable: isRepeatable, random: random())
        return pause.map { .pause($0) } ?? .giveUp
    }

    private func failure(of call: AWSCall, _ outcome: Outcome, _ credentials: AWSCredentials?) -> HimatError {
        let name = "\(call.service.signingName):\(call.action)"
        switch outcome {
        case .refused(let refusal, _):
            return refusal.himatError(credentialsFrom: credentials.map { "\($0.source), key \($0.maskedKeyID)" })
        case .broken(let error):
            let fate =
                call.repeatability == .never && !error.isBeforeSending ? ["whether AWS carried it out is unknown"] : []
            return HimatError(error.code, "\(name) got no answer", details: fate, cause: error)
        case .answer:
            return HimatError(.internalFault, "\(name) was answered and yet failed")
        }
    }
}

extension HimatError {
    /// Whether no byte of the request went out, so that the service cannot have seen it.
    fileprivate var isBeforeSending: Bool { httpFailure?.wasSent == false }
}
