// SPDX-License-Identifier: MIT
import HimatCore

/// The Dask scheduler's HTTP server, read through the notebook's proxy; the token travels in a header, never in a URL.
///
/// It reads only: workers retire themselves when their pods end.
struct SchedulerAPI: Sendable {
    /// How the notebook's `/proxy/dask-scheduler:8787` is reached.
    enum Way: Sendable {
        /// By its link, `Links.scheduler`.
        case link(String)
        /// By a forward of its own for each question, where no balancer leads there.
        case forward(@Sendable () throws -> NotebookForward)
    }

    let way: Way
    let token: Sensitive<String>
    let sender: any HTTPSending
    /// A port nobody listens on hangs behind the proxy, so the whole answer has a limit.
    var timeouts = HTTPTimeouts(connect: .seconds(3), total: .seconds(8))

    /// What all workers hold and do.
    /// - Throws: `HimatError` that says why the scheduler could not be asked.
    func held() async throws -> HeldResults {
        let json = try JSONValue.parse(try await ask("json/counts.json"))
        guard let results = json["memory"]?.int, let bytes = json["bytes"]?.int else {
            throw HimatError(.malformed, "The scheduler's counts name no results")
        }
        return HeldResults(
            results: results, bytes: bytes, processing: json["processing"]?.int ?? 0,
            workers: json["workers"]?.int ?? 0)
    }

    /// Every registered worker process.
    /// - Throws: as `held`.
    func workers() async throws -> [SchedulerWorker] {
        try WorkersPage(String(decoding: try await ask("info/main/workers.html"), as: UTF8.self)).workers
    }

    private func ask(_ path: String) async throws -> [UInt8] {
        switch way {
        case .link(let base): return try await ask("\(base)/\(path)", sender)
        case .forward(let open):
            let forward = try open()
            return try await forward.during {
                guard try await forward.pods.ready(within: .seconds(5)) != nil else {
                    throw HimatError(.timedOut, "The scheduler could not be asked: \(forward.pods.reason)")
                }
                return try await ask("\(forward.links.scheduler)/\(path)", sender)
            }
        }
    }

    private func ask(_ url: String, _ sender: any HTTPSending) async throws -> [UInt8] {
        let headers: HTTPHeaders = ["Accept": "*/*", "Authorization": "token \(token.revealed)"]
        let request = HTTPRequest("GET", url, headers: headers, timeouts: timeouts)
        let answer = try await sender.send(request, limit: 16 << 20)
        guard answer.status == 200 else {
            // The proxy does not follow to the login: a wrong token is a 302.
            let words = [302, 401, 403].contains(answer.status) ? "the notebook refuses the token" : "it is not there"
            throw HimatError(.service, "The scheduler could not be asked: \(words) (\(answer.status))")
        }
        return answer.body
    }
}
