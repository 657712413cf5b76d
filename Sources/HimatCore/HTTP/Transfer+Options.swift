// SPDX-License-Identifier: MIT
internal import CCurl
internal import HimatSupport

extension Transfer {
    /// A handle that carries this request.
    func prepared(with library: CurlLibrary) throws -> EasyHandle {
        let easy = try EasyHandle(library)
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_NOPROGRESS, 1)
        try easy.set(CURLOPT_BUFFERSIZE, 64 << 10)
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // A name lookup that hangs must not hold up the loop when its transfer is cancelled.
        if library.version >= 0x075700 { try easy.set(CURLOPT_QUICK_EXIT, 1) }
        try connectCallbacks(easy)
        try setRoute(easy)
        try setTLS(easy)
        try setProxyTLS(easy)
        try setRequest(easy)
        try setTimeouts(easy)
        return easy
    }

    private func setRoute(_ easy: EasyHandle) throws {
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try easy.set(CURLOPT_PIPEWAIT, target.isSecure ? 1 : 0)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        // A connection that has been quiet for long may be half dead; a request that cannot be repeated takes a fresher one.
        try easy.set(CURLOPT_MAXAGE_CONN, request.isRepeatable ? 60 : settings.freshness)
        if let socket = request.unixSocket { try easy.set(CURLOPT_UNIX_SOCKET_PATH, socket) }
        // The empty text keeps libcurl from reading the environment by itself.
        try easy.set(CURLOPT_PROXY, proxyURL ?? "")
        try easy.set(CURLOPT_NOPROXY, "")
        guard target.isSecure, let name = request.tls.serverName, name != target.host else {
            return try easy.set(CURLOPT_URL, request.url)
        }
        let written = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        try easy.set(CURLOPT_URL, "https://\(written):\(target.port)\(target.remainder)")
        try easy.set(CURLOPT_CONNECT_TO, list: ["\(written):\(target.port):\(target.hostAndPort)"])
    }

    private func setTLS(_ easy: EasyHandle) throws {
        guard target.isSecure else { return }
        let tls = request.tls
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let authorities = tls.certificateAuthorities {
            // Only these: the library's own file and folder would be trusted besides.
            try easy.set(CURLOPT_CAINFO, nil)
            try easy.set(CURLOPT_CAPATH, nil)
            try easy.set(CURLOPT_CAINFO_BLOB, blob: authorities)
        }
        if let certificate = tls.clientCertificate {
            try easy.set(CURLOPT_SSLCERTTYPE, "PEM")
            try easy.set(CURLOPT_SSLCERT_BLOB, blob: certificate)
        }
        if let key = tls.clientKey {
            try easy.set(CURLOPT_SSLKEYTYPE, "PEM")
            try easy.set(CURLOPT_SSLKEY_BLOB, blob: key.revealed)
            // A key that is encrypted must fail, not ask on the terminal.
            try easy.set(CURLOPT_KEYPASSWD, "")
        }
        try easy.set(CURLOPT_SSL_VERIFYPEER, tls.isInsecure ? 0 : 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, tls.isInsecure ? 0 : 2)
    }

    /// A proxy that a request names and that speaks TLS itself is trusted by what the server is, as Go's clients do;
    /// one of the environment by what the machine trusts.
    private func setProxyTLS(_ easy: EasyHandle) throws {
        guard let proxy = request.proxy, proxy.lowercased().hasPrefix("https://") else { return }
        if let authorities = request.tls.certificateAuthorities {
            try easy.set(CURLOPT_PROXY_CAINFO, nil)
            try easy.set(CURLOPT_PROXY_CAPATH, nil)
            try easy.set(CURLOPT_PROXY_CAINFO_BLOB, blob: authorities)
        }
        try easy.set(CURLOPT_PROXY_SSL_VERIFYPEER, request.tls.isInsecure ? 0 : 1)
        try easy.set(CURLOPT_PROXY_SSL_VERIFYHOST, request.tls.isInsecure ? 0 : 2)
    }

    private func setRequest(_ easy: EasyHandle) throws {
        var fields = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        fields.append("Expect:")
        if request.headers["User-Agent"] == nil { fields.append("User-Agent: \(settings.userAgent)") }
        if request.tls.serverName != nil, request.headers["Host"] == nil { fields.append("Host: \(target.authority)") }

        if request.method == "HEAD" { try easy.set(CURLOPT_NOBODY, 1) }
        switch request.body {
        case .empty:
            // These methods announce the length even of no content; some servers answer 411 otherwise.
            if ["POST", "PUT", "PATCH"].contains(request.method) { try easy.set(body: []) }
        case .bytes(let bytes):
            try easy.set(body: bytes)
        case .stream(let length, _):
            try easy.set(CURLOPT_UPLOAD, 1)
            if let length { try easy.set(CURLOPT_INFILESIZE_LARGE, size: length) }
        }
        if request.headers["Content-Type"] == nil { fields.append("Content-Type:") }
        try easy.set(CURLOPT_CUSTOMREQUEST, request.method)
        try easy.set(CURLOPT_HTTPHEADER, list: fields)
    }

    private func setTimeouts(_ easy: EasyHandle) throws {
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.milliseconds)
        if let total = request.timeouts.total { try easy.set(CURLOPT_TIMEOUT_MS, total.milliseconds) }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, at least 1.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
