# SPDX-License-Identifier: MIT
"""Servers on loopback whose paths misbehave in every way a client must survive. Standard library only.

Each line `open SOCKET` on standard input makes a set of ports with counters of its own, told as one line of JSON; `close ID`
ends it. The process ends with its standard input or with its parent.
"""
import json
import os
import select
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


def secured(connection, context):
    connection = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        connection.do_handshake()
    except ssl.SSLError:
        # Closing with bytes unread would reset the connection and lose the alert that says why.
        connection.shutdown(socket.SHUT_WR)
        while os.read(connection.fileno(), 65536):
            pass
        raise
    return connection


def serve(connection, context, counters):
    number = counters.add("connections")
    try:
        if context:
            connection = secured(connection, context)
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


class World:
    """One test's ports."""

    def __init__(self, path):
        counters = Counters()
        self._listeners = []
        self.ports = {
            "plain": self._listen(serve, None, counters),
            "tls": self._listen(serve, CONTEXTS["tls"], counters),
            "named": self._listen(serve, CONTEXTS["named"], counters),
            "expired": self._listen(serve, CONTEXTS["expired"], counters),
            "mutual": self._listen(serve, CONTEXTS["mutual"], counters),
            "proxy": self._listen(serve_proxy, counters),
            # Nobody accepts here: the connection stands, TLS never answers.
            "silent": self._bound(16),
            # Nobody listens here, and nobody else can get the port.
            "refused": self._bound(None),
        }
        self._listen(serve, None, counters, path=path)

    def _bound(self, backlog):
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        if backlog:
            listener.listen(backlog)
        self._listeners.append(listener)
        return listener.getsockname()[1]

    def _listen(self, handler, *arguments, path=None):
        if path:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen(16)
            self._listeners.append(listener)
        else:
            self._bound(512)
            listener = self._listeners[-1]

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                if not path:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=handler, args=(connection, *arguments), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return None if path else listener.getsockname()[1]

    def close(self):
        for listener in self._listeners:
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            listener.close()


CONTEXTS = {
    "tls": tls("server"), "named": tls("named"), "expired": tls("expired"), "mutual": tls("server", wants_client=True),
}


def commands():
    """Yields the lines of standard input for as long as the parent lives."""
    parent, buffer = os.getppid(), b""
    while os.getppid() == parent:
        if not select.select([0], [], [], 1)[0]:
            continue
        piece = os.read(0, 65536)
        if not piece:
            return
        *lines, buffer = (buffer + piece).split(b"\n")
        yield from (line.decode().split(" ", 1) for line in lines)


def main():
    worlds = {}
    for number, (verb, argument) in enumerate(commands()):
        if verb == "open":
            worlds[number] = World(argument)
            print(json.dumps({"id": number, **worlds[number].ports}), flush=True)
        else:
            worlds.pop(int(argument)).close()


if __name__ == "__main__":
    main()
