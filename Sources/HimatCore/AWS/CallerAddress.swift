// SPDX-License-Identifier: MIT
public import HimatHTTP
public import HimatSupport

/// Asks a service on the internet from which IPv4 address this machine reaches it.
public enum CallerAddress {
    private static let step = "set `allowed_cidrs` in himat.yaml, e.g. `allowed_cidrs: [203.0.113.7/32]`"

    /// The address as a `/32`.
    /// - Parameter service: answers with nothing but the address, e.g. `https://checkip.amazonaws.com`; asked over TLS, since
    ///   whoever forges the answer opens the cluster to himself. Plain http is taken from this machine alone.
    /// - Throws: `HimatError` that names the key to set: (usage) for another scheme, (network, tls, timedOut) for no answer,
    ///   (malformed) for anything but one plain IPv4 address.
    public static func ask(_ service: String, by sender: any HTTPSending, tls: TLSOptions = TLSOptions()) async throws
        -> CIDR
    {
        guard let parts = URLParts(service), parts.scheme == "https" || isThisMachine(parts) else {
            throw HimatError(.usage, "address_service must be an https address, not \(service)", nextStep: step)
        }
        let request = HTTPRequest(
            "GET", service, timeouts: HTTPTimeouts(connect: .seconds(5), total: .seconds(10)), tls: tls)
        let answer: HTTPResponse
        do {
            answer = try await sender.send(request, limit: 4096)
        } catch let error as HimatError {
            throw HimatError(
                error.code, "\(parts.host) does not say this machine's address", cause: error, nextStep: step)
        }
        var text = String(decoding: answer.body, as: UTF8.self)[...]
        while text.last?.isNewline == true { text.removeLast() }
        guard answer.status == 200, let address = CIDR(address: String(text)) else {
            throw HimatError(
                .malformed, "\(parts.host) answered with something that is no IPv4 address (status \(answer.status))",
                nextStep: step)
        }
        return address
    }

    private static func isThisMachine(_ parts: URLParts) -> Bool {
        guard parts.scheme == "http" else { return false }
        if parts.hostName == "localhost" || parts.hostName == "::1" { return true }
        return CIDR(address: parts.hostName).map { CIDR("127.0.0.0/8")?.contains($0) == true } ?? false
    }
}
