# SPDX-License-Identifier: MIT
"""A proxy: tunnels for CONNECT, plain forwarding for absolute URLs."""
import socket
import threading
from urllib.parse import urlsplit

from http_exchange import Exchange, Gone


def pump(source, sink):
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve_proxy(connection, counters):
    exchange = Exchange(connection, 0)
    try:
        while exchange.read_head():
            counters.add("proxy " + exchange.method)
            if exchange.method == "CONNECT":
                host, port = exchange.target.rsplit(":", 1)
                if host.strip("[]") == "forbidden.test":
                    exchange.answer(403, "not through here")
                    continue
                onward = socket.create_connection((host, int(port)))
                exchange.send("HTTP/1.1 200 Connected\r\nX-Proxy: tunnel\r\n\r\n")
                threading.Thread(target=pump, args=(onward, connection), daemon=True).start()
                return pump(connection, onward)
            parts = urlsplit(exchange.target)
            exchange.answer(200, f"forwarded {parts.netloc}{parts.path}", ["Via: proxy"])
    except (Gone, OSError):
        pass
    finally:
        connection.close()
