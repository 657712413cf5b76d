# SPDX-License-Identifier: MIT
"""Schedulers that no real one can be made to play: silent, dripping, or without the API."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class DeafScheduler:
    """Lists the pod's worker, but to be asked to take over it does not answer (`silent`), answers a byte at a time for ever
    (`dripping`), or knows no such address at all (`404`)."""

    def __init__(self, port: int, address: str, manner: str) -> None:
        workers = {"num_workers": 1, "workers": [{"name": "w", "address": f"tcp://{address}:40000"}]}
        ended = self._ended = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Quiet."""

            def do_GET(self) -> None:
                self._answer(404 if manner == "404" else 200, json.dumps(workers).encode())

            def do_POST(self) -> None:
                if manner == "dripping":
                    self._answer(200, b" ", length=10**6)
                    while not ended.wait(0.05):
                        try:
                            self.wfile.write(b" ")
                        except OSError:
                            return
                ended.wait()

            def _answer(self, status: int, body: bytes, length: int = 0) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(length or len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> DeafScheduler:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
