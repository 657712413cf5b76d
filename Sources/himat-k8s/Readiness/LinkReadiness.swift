// SPDX-License-Identifier: MIT
import FoundationEssentials
import HimatCore

/// Waits until a user would succeed: the name resolves, the notebook answers through the balancer, the dashboard through
/// the notebook, and the scheduler counts the workers. The token travels in a header, never in a URL.
struct LinkReadiness: Sendable {
    /// How the notebook is reached.
    enum Way: Sendable, Equatable {
        /// Through a balancer that lets these addresses in.
        case balancer(allowed: String)
        /// Through a port-forward of our own, past every proxy.
        case forward
    }

    let links: Links
    let way: Way
    let token: Sensitive<String>
    /// How many worker processes the scheduler is to count.
    let workers: Int
    let sender: any HTTPSending
    /// Why asking would be in vain just now, in words; nil = it would not.
    var obstacle: @Sendable () -> String? = { nil }
    let patience = Patience(interval: .seconds(2), limit: .seconds(900))

    private static let address: Address = "links"

    /// - Throws: `HimatError` (timedOut) that says what was still missing.
    func wait(in context: OperationContext) async throws {
        guard await missing() != nil else { return }
        let start = context.clock.now()
        context.progress.report(ProgressEvent(Self.address, .started("waiting")))
        try await poll(in: context)
        let taken = Duration.seconds(context.clock.now().timeIntervalSince(start))
        context.progress.report(ProgressEvent(Self.address, .finished("usable", taken)))
    }

    private func poll(in context: OperationContext) async throws {
        let own = context.clock.now().addingTimeInterval(patience.limit / .seconds(1))
        let end = min(own, context.deadline ?? own)
        while let missing = await missing() {
            try Task.checkCancellation()
            guard context.clock.now() < end else {
                throw HimatError(
                    .timedOut, "\(place) cannot be used yet: \(missing)", details: hints,
                    nextStep: "himat-k8s apply goes on waiting; himat-k8s status shows what there is")
            }
            context.progress.report(ProgressEvent(Self.address, .waiting(missing)))
            try await context.clock.sleep(for: context.interval(patience))
        }
    }

    private var place: String { way == .forward ? "The notebook" : links.jupyter }

    private var hints: [String] {
        guard case .balancer(let allowed) = way else { return [] }
        return ["the balancer lets in: \(allowed); this machine must be among them"]
    }

    /// What is still missing, in words; nil when all is there.
    func missing() async -> String? {
        if let words = obstacle() { return words }
        if let words = await trouble(
            "\(links.base)/api", what: way == .forward ? "the port-forward" : "the balancer", isKnown: false)
        {
            return words
        }
        if let words = await trouble(links.jupyter, what: "the notebook", isKnown: true) { return words }
        if let words = await trouble(links.dask, what: "the dashboard", isKnown: true) { return words }
        return await missingWorkers()
    }

    private func missingWorkers() async -> String? {
        do {
            let answer = try await ask("\(links.scheduler)/api/v1/get_workers", isKnown: true)
            let count = try JSONValue.parse(answer.body)["workers"]?.array?.count ?? 0
            return count >= workers ? nil : "the scheduler counts \(count) of \(workers) workers"
        } catch {
            return "the scheduler does not say who its workers are: \(Self.words(error))"
        }
    }

    private func trouble(_ url: String, what: String, isKnown: Bool) async -> String? {
        do {
            let status = try await ask(url, isKnown: isKnown).status
            switch status {
            case 200: return nil
            case 302, 401, 403: return "\(what) does not take the token (\(status))"
            default: return "\(what) answers \(status)"
            }
        } catch {
            return "\(what) does not answer: \(Self.words(error))"
        }
    }

    private func ask(_ url: String, isKnown: Bool) async throws -> HTTPResponse {
        var headers: HTTPHeaders = ["Accept": "*/*"]
        if isKnown { headers["Authorization"] = "token \(token.revealed)" }
        let timeouts = HTTPTimeouts(connect: .seconds(5), total: .seconds(20))
        let proxy = way == .forward ? "" : nil
        let request = HTTPRequest("GET", url, headers: headers, timeouts: timeouts, proxy: proxy)
        return try await sender.send(request, limit: 16 << 20)
    }

    private static func words(_ error: any Error) -> String {
        (error as? HimatError).map { $0.message } ?? "\(error)"
    }
}
