// SPDX-License-Identifier: MIT
internal import HimatSupport

extension Transfer {
    /// A failure in words: what was asked, of whom, what went wrong, what to do.
    func error(_ failure: HTTPFailure) -> HimatError {
        let peer = request.unixSocket.map { "the socket \($0)" } ?? target.hostAndPort
        let name = request.tls.serverName ?? target.host
        let (code, words, step): (HimatError.Code, String, String?) =
            switch failure.reason {
            case .nameNotResolved:
                (
                    .network, "the name \(target.host) (port \(target.port)) is not known",
                    "Check the address, the network connection and the DNS server."
                )
            case .notConnected:
                (.network, "no connection to \(peer)", "Check that the server runs and that the way there is open.")
            case .cut:
                (
                    .network, "the connection to \(peer) was cut",
                    "Try again; if it stays so, look at proxies in between."
                )
            case .proxy:
                (
                    .network, "the proxy \(proxyPlace) did not connect to \(peer)",
                    request.proxy == nil
                        ? "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY." : "Check proxy-url of the kubeconfig."
                )
            case .proxyRefused:
                (
                    .network, "the proxy \(proxyPlace) refused the way to \(peer)",
                    "Check the proxy's password and rules"
                        + (request.proxy == nil ? ", or name the host in NO_PROXY." : ".")
                )
            case .untrusted:
                (
                    .tls, "the certificate of \(peer) comes from an authority that is not trusted",
                    "Name the right CA: AWS_CA_BUNDLE for AWS, certificate-authority in the kubeconfig."
                )
            case .expired:
                (
                    .tls, "the certificate of \(peer) is out of date or not valid yet",
                    "Check this machine's clock; else the server's certificate must be renewed."
                )
            case .wrongName:
                (
                    .tls, "the certificate of \(peer) is not for the name \(name)",
                    "Check the address; if the server is reached by another name, set its own (tls-server-name)."
                )
            case .clientCertificate:
                (
                    .tls, "\(peer) wants a client certificate or refuses the one shown",
                    "Check the client certificate and key, and when they expire."
                )
            case .handshake:
                (.tls, "TLS with \(peer) failed", "Check that the port speaks TLS and which versions it offers.")
            case .connectTimeout:
                (
                    .timedOut, "no connection to \(peer) within \(request.timeouts.connect)",
                    "Check the address, firewalls and the proxy settings."
                )
            case .totalTimeout:
                (.timedOut, "no whole answer from \(peer) within \(request.timeouts.total ?? .zero)", "Try again.")
            case .idleTimeout:
                (.timedOut, "\(peer) was silent for \(request.timeouts.idle ?? .zero)", "Try again.")
            case .other:
                (.network, "the transfer with \(peer) failed", nil)
            }
        return HimatError(
            code, "\(request.method) \(target.display) failed: \(words)", cause: failure, nextStep: step)
    }

    /// Host and port of the proxy, as written, without its user and password.
    private var proxyPlace: String {
        let url = proxyURL ?? ""
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let whole = rest.prefix { $0 != "/" && $0 != "?" }
        return String(whole.lastIndex(of: "@").map { whole[whole.index(after: $0)...] } ?? whole)
    }
}
