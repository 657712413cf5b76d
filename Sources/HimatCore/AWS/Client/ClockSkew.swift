// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP

/// How far this machine's clock is from AWS's, learnt from a refusal and kept for all later calls.
actor ClockSkew {
    /// Services accept five minutes; less than four is no reason for a refusal.
    private static let tolerance: TimeInterval = 240
    private(set) var offset: TimeInterval = 0

    /// Learns from the answer's `Date`; true when a request signed at `signed` was too far from it, so signing anew helps.
    func learn(from response: HTTPResponse, at now: Date, signed: Date) -> Bool {
        guard let text = response.headers["Date"], let server = HTTPHeaders.date(text) else { return false }
        guard abs(server.timeIntervalSince(signed)) > Self.tolerance else { return false }
        offset = server.timeIntervalSince(now)
        return true
    }
}
