# SPDX-License-Identifier: MIT
"""A server on loopback whose paths misbehave in every way a client must survive.

Prints its ports as one line of JSON, serves until its standard input ends. Standard library only.
"""
import json
import os
import socket
import ssl
import sys
import threading

from http_exchange import Exchange, Gone
from http_proxy import serve_proxy
from http_routes import ROUTES, Counters

CERTIFICATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "certificates")


def tls(name, wants_client=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{CERTIFICATES}/{name}.pem", f"{CERTIFICATES}/{name}.key")
    if wants_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(f"{CERTIFICATES}/ca.pem")
    return context


def serve(connection, context, counters):
    number = counters.add("connections")
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        exchange = Exchange(connection, number)
        while exchange.read_head():
            counters.add("requests")
            counters.add("requests " + exchange.path)
            if exchange.cuts_next:
                return
            ROUTES.get("/" + exchange.path.split("/")[1], ROUTES["/missing"])(exchange, counters)
            if exchange.is_last:
                return
    except (Gone, OSError):
        counters.add("gone")
    finally:
        connection.close()


def listen(handler, *arguments, path=None):
    if path:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
    else:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
    listener.listen(512)

    def accept():
        while True:
            connection, _ = listener.accept()
            if not path:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=handler, args=(connection, *arguments), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return None if path else listener.getsockname()[1]


def main():
    counters = Counters()
    ports = {
        "plain": listen(serve, None, counters),
        "tls": listen(serve, tls("server"), counters),
        "named": listen(serve, tls("named"), counters),
        "expired": listen(serve, tls("expired"), counters),
        "mutual": listen(serve, tls("server", wants_client=True), counters),
        "proxy": listen(serve_proxy, counters),
    }
    # A port on which nobody accepts: the connection stands, TLS never answers.
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(16)
    ports["silent"] = silent.getsockname()[1]
    # A port that was free a moment ago.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        ports["refused"] = closed.getsockname()[1]
    if len(sys.argv) > 1:
        listen(serve, None, counters, path=sys.argv[1])
    print(json.dumps(ports), flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
