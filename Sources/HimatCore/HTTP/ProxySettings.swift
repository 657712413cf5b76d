// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Which proxy the environment asks for: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, small letters first.
struct ProxySettings: Sendable {
    private let secure: String?
    private let plain: String?
    private let exceptions: [String]

    /// Reads the variables. `HTTP_PROXY` in capitals is not taken in a CGI program, where a request could set it.
    init(_ environment: ProcessEnvironment) {
        let all = environment["all_proxy"] ?? environment["ALL_PROXY"]
        secure = environment["https_proxy"] ?? environment["HTTPS_PROXY"] ?? all
        let capitals = environment["REQUEST_METHOD"] == nil ? environment["HTTP_PROXY"] : nil
        plain = environment["http_proxy"] ?? capitals ?? all
        exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
            .split { $0 == "," || $0 == " " }.map { $0.lowercased() }
    }

    /// The proxy's URL for a target, or nil for the direct way.
    func proxy(for target: HTTPTarget) -> String? {
        guard let proxy = target.isSecure ? secure : plain else { return nil }
        return exceptions.contains { Self.matches($0, target) } ? nil : proxy
    }

    /// `*`; a name and all below it (with or without a leading dot); an address; a block of addresses; each also with a port.
    private static func matches(_ exception: String, _ target: HTTPTarget) -> Bool {
        if exception == "*" { return true }
        var pattern = exception
        if !target.host.contains(":"), let colon = exception.lastIndex(of: ":") {
            guard exception[exception.index(after: colon)...] == String(target.port) else { return false }
            pattern = String(exception[..<colon])
        }
        let host = target.host.lowercased()
        if pattern.contains("/"), let block = CIDR(pattern), let address = CIDR(address: host) {
            return block.contains(address)
        }
        let name = pattern.drop { $0 == "." }
        return host == name || host.hasSuffix(".\(name)")
    }
}
