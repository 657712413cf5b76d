// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

extension Transfer {
    /// What a transfer's result means for its task; asked before the handle goes.
    func outcome(_ code: CURLcode) -> Result<Void, any Error> {
        if let refusal { return .failure(refusal) }
        guard code != CURLE_OK else { return .success(()) }
        let words = easy?.words(for: code) ?? "error \(code.rawValue)"
        let failure = HTTPFailure(reason(of: code, words), wasSent: sendings > 0, description: "curl: \(words)")
        return .failure(error(failure))
    }

    /// The error of a stream that was silent for too long.
    func idleError(_ limit: Duration) -> HimatError {
        error(HTTPFailure(.idleTimeout, wasSent: sendings > 0, description: "nothing came for \(limit)"))
    }

    private func reason(of code: CURLcode, _ words: String) -> HTTPFailure.Reason {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return request.unixSocket == nil ? .nameNotResolved : .notConnected
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
        case CURLE_COULDNT_CONNECT: return .notConnected
        case CURLE_OPERATION_TIMEDOUT: return sendings > 0 || hasConnected ? .totalTimeout : .connectTimeout
        case CURLE_PEER_FAILED_VERIFICATION:
            return Self.reason(ofVerification: easy?.long(CURLINFO_SSL_VERIFYRESULT) ?? 0)
        case CURLE_SSL_CERTPROBLEM: return .clientCertificate
        case CURLE_SSL_CACERT_BADFILE: return .untrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            if let alert = Self.tlsAlert(in: words) {
                return Self.clientAlerts.contains(alert) ? .clientCertificate : .handshake
            }
            return code == CURLE_SSL_CONNECT_ERROR ? .handshake : .cut
        case CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            return .handshake
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND,
            CURLE_ABORTED_BY_CALLBACK:
            return .cut
        default: return .other
        }
    }

    private var hasConnected: Bool {
        (easy?.size(target.isSecure ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T) ?? 0) > 0
    }

    /// OpenSSL's verdict on a certificate, [X509_V_ERR](https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/); 0 =
    /// the chain is good, so it was the name.
    private static func reason(ofVerification verdict: Int) -> HTTPFailure.Reason {
        switch verdict {
        case 0, 62, 64: .wrongName
        case 9, 10: .expired
        default: .untrusted
        }
    }

    /// The alert that the peer sent, from OpenSSL's error number (`error:0A000` and 1000 + the alert, in hexadecimal).
    static func tlsAlert(in words: String) -> Int? {
        guard let mark = words.firstRange(of: "error:0A000"),
            let number = Int(words[mark.upperBound...].prefix(3), radix: 16), number > 1000
        else { return nil }
        return number - 1000
    }

    /// bad_certificate … unknown_ca and certificate_required of [RFC 8446](https://www.rfc-editor.org/rfc/rfc8446#section-6).
    private static let clientAlerts: Set<Int> = [42, 43, 44, 45, 46, 48, 116]

    private func error(_ failure: HTTPFailure) -> HimatError {
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
                    .network, "the proxy \(proxy?.hostAndPort ?? "") did not connect to \(peer)",
                    "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
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
}
