# SPDX-License-Identifier: MIT
"""The service that public registries send their users to for a token: https://distribution.github.io/distribution/spec/auth/jwt/

`scientist` with `correct horse` may do everything; whoever shows nothing may pull what lies under `public/`; any other
password is refused. The registry itself verifies what is signed here.
"""
import base64
import datetime
import http.server
import json
import threading
import time
import urllib.parse
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

ISSUER, SERVICE = "himat-test-tokens", "himat-test-registry"
BASIC = "Basic " + base64.b64encode(b"scientist:correct horse").decode()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Signer:
    """A key, and the certificate by which the registry knows it."""

    def __init__(self, path):
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, ISSUER)])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256()))
        self.chain = [base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()]
        with open(path, "wb") as file:
            file.write(certificate.public_bytes(serialization.Encoding.PEM))

    def token(self, user, access):
        now = int(time.time())
        header = {"typ": "JWT", "alg": "ES256", "x5c": self.chain}
        claims = {
            "iss": ISSUER, "sub": user, "aud": SERVICE, "exp": now + 300, "nbf": now - 10, "iat": now,
            "jti": str(uuid.uuid4()), "access": access,
        }
        text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def granted(scope, is_known):
    """What of `repository:NAME:ACTION,ACTION` is allowed."""
    kind, name, actions = scope.split(":", 2)
    wanted = actions.split(",")
    if not is_known:
        wanted = [action for action in wanted if action == "pull" and name.startswith("public/")]
    return {"type": kind, "name": name, "actions": wanted}


def handler(signer):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            shown = self.headers.get("Authorization")
            if shown not in (None, BASIC):
                return self.reply(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong name or password"}]})
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            if query.get("service") != [SERVICE]:
                return self.reply(400, {"errors": [{"code": "UNSUPPORTED", "message": "another service"}]})
            scopes = [scope for value in query.get("scope", []) for scope in value.split(" ")]
            access = [granted(scope, shown is not None) for scope in scopes]
            # Docker Hub says `token`, others `access_token`: whoever is known gets the one, the rest the other.
            token = signer.token("scientist" if shown else "", access)
            return self.reply(200, {"token" if shown else "access_token": token, "expires_in": 300})

        def reply(self, status, answer):
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def start(folder):
    """Starts it; returns the registry's lines about it."""
    signer = Signer(f"{folder}/tokens.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(signer))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    realm = f"http://localhost:{server.server_address[1]}/token"
    return (
        f"auth: {{token: {{realm: '{realm}', service: {SERVICE}, issuer: {ISSUER}, "
        f"rootcertbundle: {folder}/tokens.pem}}}}\n")
