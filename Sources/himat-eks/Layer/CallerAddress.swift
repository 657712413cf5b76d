// SPDX-License-Identifier: MIT
import HimatCore

/// The address from which the user comes, as a service on the internet sees it.
struct CallerAddress: Sendable {
    let service: String
    let sender: any HTTPSending
    let tls: TLSOptions

    /// The address alone as a range.
    /// - Throws: `HimatError` (preflightRefused) when there is no sensible answer; nothing is opened to the world instead.
    func ask() async throws -> CIDR {
        do {
            let timeouts = HTTPTimeouts(connect: .seconds(5), total: .seconds(10))
            let response = try await sender.send(HTTPRequest("GET", service, timeouts: timeouts, tls: tls), limit: 1024)
            let text = String(decoding: response.body, as: UTF8.self).filter { !$0.isWhitespace && !$0.isNewline }
            guard response.status == 200, let address = CIDR(address: text) else {
                throw HimatError(.malformed, "\(service) answered \(response.status) and no IPv4 address")
            }
            return address
        } catch let error as HimatError {
            throw HimatError(
                .preflightRefused, "allowed_cidrs is auto, but nobody tells this machine's public address", cause: error,
                nextStep: "set it, e.g. allowed_cidrs: [203.0.113.9/32], or another address_service")
        }
    }
}
