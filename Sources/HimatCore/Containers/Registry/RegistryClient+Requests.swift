// SPDX-License-Identifier: MIT
internal import FoundationEssentials
internal import HimatHTTP
internal import HimatSupport

extension RegistryClient {
    /// Sends a request, shows who asks when the registry wants to know, and follows where it says the content lies.
    func send(
        _ method: String, _ path: String, scope: String?, accept: String? = nil, limit: Int = 1 << 20
    ) async throws -> HTTPResponse {
        let base = try await base()
        var request = self.request(method, base + path, accept: accept)
        request.headers["Authorization"] = session[scope]?.revealed
        var answer = try await sender.send(request, limit: limit)
        if answer.status == 401, let challenge = RegistryChallenge(answer.headers) {
            guard let authorization = try await authorization(challenge, scope: scope, base: base) else {
                return answer
            }
            session[scope] = authorization
            request.headers["Authorization"] = authorization.revealed
            answer = try await sender.send(request, limit: limit)
        }
        return method == "GET" ? try await followed(answer, from: base, limit: limit) : answer
    }

    private func request(_ method: String, _ url: String, accept: String? = nil) -> HTTPRequest {
        var request = HTTPRequest(
            method, url, timeouts: HTTPTimeouts(total: .seconds(60)), tls: tls,
            isRepeatable: method == "GET" || method == "HEAD")
        request.headers["Accept"] = accept ?? "*/*"
        return request
    }

    /// The way to the registry: TLS, else plain HTTP where that is allowed and TLS is not spoken.
    private func base() async throws -> String {
        if let known = session.base { return known }
        let secure = "https://\(address.host)"
        do {
            _ = try await sender.send(request("GET", "\(secure)/v2/"), limit: 1 << 20)
            session.base = secure
            return secure
        } catch let error as HimatError where address.allowsPlain && Self.speaksNoTLS(error) {
            let plain = "http://\(address.host)"
            _ = try await sender.send(request("GET", "\(plain)/v2/"), limit: 1 << 20)
            session.base = plain
            return plain
        } catch let error as HimatError where error.httpFailure?.reason == .untrusted {
            throw HimatError(
                error.code, error.message, details: error.details, cause: error.cause,
                nextStep:
                    "put its authority's certificate into /etc/docker/certs.d/\(address.name)/ca.crt, or name it in SSL_CERT_FILE"
            )
        }
    }

    /// Nothing in TLS came back: another protocol is spoken. A certificate that is wrong is no such case.
    private static func speaksNoTLS(_ error: HimatError) -> Bool {
        switch error.httpFailure?.reason {
        case .handshake, .cut, .other: true
        default: false
        }
    }

    // MARK: Who asks

    private func authorization(_ challenge: RegistryChallenge, scope: String?, base: String) async throws
        -> Sensitive<String>?
    {
        switch challenge {
        case .basic:
            guard case .password(let user, let password) = credentials?.proof else { return nil }
            return Self.basic(user, password)
        case .bearer(let realm, let service, let wanted):
            guard realm.hasPrefix("https://") || (realm.hasPrefix("http://") && base.hasPrefix("http://")) else {
                throw HimatError(
                    .denied, "\(address.name) wants its token to be fetched without TLS; no password is sent there")
            }
            return Sensitive("Bearer \(try await token(realm, service, scope ?? wanted).revealed)")
        }
    }

    private func token(_ realm: String, _ service: String?, _ scope: String?) async throws -> Sensitive<String> {
        var items: [(name: String, value: String)] = []
        if let service { items.append(("service", service)) }
        if let scope { items.append(("scope", scope)) }
        var request: HTTPRequest
        switch credentials?.proof {
        case .identityToken(let token):
            items += [("grant_type", "refresh_token"), ("refresh_token", token.revealed), ("client_id", "himat")]
            request = self.request("POST", realm)
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = .bytes([UInt8](PercentEncoding.query(items).utf8))
        case .password(let user, let password):
            items.append(("account", user))
            request = self.request("GET", Self.url(realm, items))
            request.headers["Authorization"] = Self.basic(user, password).revealed
        case nil:
            request = self.request("GET", Self.url(realm, items))
        }
        let answer = try await sender.send(request, limit: 1 << 20)
        guard answer.status == 200 else {
            guard (400..<500).contains(answer.status) else { throw refusal(answer, "give a token") }
            throw unauthorized
        }
        let document = try JSONValue.parse(answer.body)
        guard let token = document["token"]?.string ?? document["access_token"]?.string, !token.isEmpty else {
            throw HimatError(.malformed, "The token service of \(address.name) sent no token")
        }
        return Sensitive(token)
    }

    private static func url(_ realm: String, _ items: [(name: String, value: String)]) -> String {
        items.isEmpty ? realm : realm + (realm.contains("?") ? "&" : "?") + PercentEncoding.query(items)
    }

    private static func basic(_ user: String, _ password: Sensitive<String>) -> Sensitive<String> {
        Sensitive("Basic " + Data("\(user):\(password.revealed)".utf8).base64EncodedString())
    }

    // MARK: Answers

    /// Content may lie elsewhere; that place is given no credentials, and never less safety than the registry.
    private func followed(_ answer: HTTPResponse, from base: String, limit: Int) async throws -> HTTPResponse {
        var answer = answer
        var place = base
        for _ in 0..<4 {
            guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer.headers["Location"] else {
                return answer
            }
            let next = location.hasPrefix("/") ? place + location : location
            guard next.hasPrefix("https://") || (next.hasPrefix("http://") && base.hasPrefix("http://")) else {
                throw HimatError(.denied, "\(address.name) points to a place without TLS")
            }
            place = next.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).joined(
                separator: "/")
            var request = request("GET", next)
            if place != base { request.tls = TLSOptions(certificateAuthorities: tls.certificateAuthorities) }
            answer = try await sender.send(request, limit: limit)
        }
        return answer
    }

    /// The error of an answer that is none of those hoped for.
    func refusal(_ answer: HTTPResponse, _ action: String) -> HimatError {
        if answer.status == 401 { return unauthorized }
        let first = (try? JSONValue.parse(answer.body))?["errors"]?[0]
        let words = [first?["code"]?.string, first?["message"]?.string].compactMap { $0?.harmless }
        let code: HimatError.Code =
            switch answer.status {
            case 403: .denied
            case 404: .notFound
            case 429: .throttled
            default: .service
            }
        let missing = answer.status == 404 ? "; there is no such image or repository" : ""
        return HimatError(
            code, "\(address.name) could not \(action)\(missing)",
            details: ["it answered \(answer.status)" + (words.isEmpty ? "" : ": " + words.joined(separator: ": "))],
            nextStep: answer.status == 403 ? "ask for the right to do this, or himat-image login \(address.name)" : nil)
    }

    private var unauthorized: HimatError {
        let shown = credentials.map { "the credentials of \($0.origin)" }
        return HimatError(
            .credentials,
            shown.map { "\(address.name) refuses \($0)" }
                ?? "\(address.name) wants to know who asks, and no credentials are kept",
            nextStep: "himat-image login \(address.name)")
    }
}
