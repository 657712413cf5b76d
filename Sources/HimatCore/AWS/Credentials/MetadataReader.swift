// SPDX-License-Identifier: MIT
internal import HimatHTTP
internal import HimatSupport

/// Short requests to an endpoint beside this machine: never through a proxy, soon given up, a few attempts.
struct MetadataReader: Sendable {
    /// The whole time of one attempt.
    var timeout: Duration
    /// How often it is asked at most.
    var attempts: Int
    let scene: CredentialScene

    /// The answer's content.
    /// - Throws: `HimatError`: code `notFound` for 404, `service` for another refusal, else as the sender threw it.
    func read(_ method: String = "GET", _ url: String, _ headers: HTTPHeaders = [:]) async throws -> [UInt8] {
        let request = HTTPRequest(
            method, url, headers: headers, timeouts: HTTPTimeouts(connect: timeout, total: timeout), proxy: "",
            isRepeatable: true)
        for attempt in 1... {
            do {
                let answer = try await scene.sender.send(request, limit: 1 << 20)
                if answer.status == 200 { return answer.body }
                let code: HimatError.Code = answer.status == 404 ? .notFound : .service
                throw HimatError(code, "\(url.prefix { $0 != "?" }) answered with status \(answer.status)")
            } catch let error as HimatError where error.code != .notFound && attempt < attempts {
                try await scene.clock.sleep(for: .seconds(1))
            }
        }
        throw HimatError(.internalFault, "\(url) was never asked")
    }
}
