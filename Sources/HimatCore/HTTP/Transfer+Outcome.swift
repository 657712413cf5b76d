// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

extension Transfer {
    /// What a transfer's result means for its task; asked before the handle goes.
    func outcome(_ code: CURLcode) -> Result<Void, any Error> {
        if let refusal { return .failure(refusal) }
        guard code != CURLE_OK else {
            if head.isDone { return .success(()) }
            // libcurl takes a connection that ends within the head for the end of the answer.
            return .failure(
                error(
                    HTTPFailure(.cut, wasSent: sendings > 0, description: "curl: the head of the answer is not whole")))
        }
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
        case CURLE_COULDNT_RESOLVE_HOST: request.unixSocket == nil ? .nameNotResolved : .notConnected
        case CURLE_COULDNT_CONNECT: proxyURL == nil ? .notConnected : .proxy
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
        case CURLE_OPERATION_TIMEDOUT: hasTakenTooLong || sendings > 0 ? .totalTimeout : .connectTimeout
        case CURLE_PEER_FAILED_VERIFICATION: verdict
        case CURLE_SSL_CERTPROBLEM: .clientCertificate
        case CURLE_SSL_CACERT_BADFILE: .untrusted
        case CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR: .handshake
        case CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            reason(ofTLS: words) ?? reasonOfCut(isHandshake: code == CURLE_SSL_CONNECT_ERROR)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND,
            CURLE_ABORTED_BY_CALLBACK:
            .cut
        default: .other
        }
    }

    private func reasonOfCut(isHandshake: Bool) -> HTTPFailure.Reason {
        if isHandshake, easy?.library.speaksOpenSSL != true { return .handshake }
        guard proxyURL != nil, sendings == 0 else { return .cut }
        return (400..<500).contains(easy?.long(CURLINFO_HTTP_CONNECTCODE) ?? 0) ? .proxyRefused : .proxy
    }

    private var hasTakenTooLong: Bool {
        guard let total = request.timeouts.total, let easy else { return false }
        return easy.size(CURLINFO_TOTAL_TIME_T) >= total.milliseconds * 1000
    }

    /// OpenSSL's verdict on the server's certificate, a number of
    /// [X509_V_ERR](https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/); 0 or 1 = the chain was good, so it was the
    /// name, which libcurl compares by itself.
    private var verdict: HTTPFailure.Reason {
        guard let easy, easy.library.speaksOpenSSL else { return .untrusted }
        return switch easy.long(CURLINFO_SSL_VERIFYRESULT) {
        case 0, 1, 62, 64: .wrongName
        case 9, 10: .expired
        default: .untrusted
        }
    }

    private func reason(ofTLS words: String) -> HTTPFailure.Reason? {
        switch Self.tlsError(in: words) {
        case nil, 294: nil  // 294: the connection ended without a word
        case .some(let number): Self.clientAlerts.contains(number - 1000) ? .clientCertificate : .handshake
        }
    }

    /// The reason in OpenSSL's error number (`error:0A000` and three hexadecimal digits); above 1000 it is 1000 + the alert
    /// that the peer sent.
    static func tlsError(in words: String) -> Int? {
        words.firstRange(of: "error:0A000").flatMap { Int(words[$0.upperBound...].prefix(3), radix: 16) }
    }

    /// bad_certificate … unknown_ca and certificate_required of [RFC 8446](https://www.rfc-editor.org/rfc/rfc8446#section-6).
    private static let clientAlerts: Set<Int> = [42, 43, 44, 45, 46, 48, 116]
}
