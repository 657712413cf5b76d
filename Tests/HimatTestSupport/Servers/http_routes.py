# SPDX-License-Identifier: MIT
"""What each path answers; the first segment of a path names the route."""
import hashlib
import json
import threading
import time

from http_websockets import websocket


class Counters:
    """Numbers by name that a test can ask for and wait on."""

    def __init__(self):
        self._changed = threading.Condition()
        self._values = {}

    def add(self, name, amount=1):
        with self._changed:
            self._values[name] = self._values.get(name, 0) + amount
            self._changed.notify_all()
            return self._values[name]

    def wait(self, name, least, seconds):
        with self._changed:
            self._changed.wait_for(lambda: self._values.get(name, 0) >= least, seconds)
            return self._values.get(name, 0)

    def all(self):
        with self._changed:
            return dict(self._values)


def echo(exchange, counters):
    digest, length, pieces = hashlib.sha256(), 0, 0
    for piece in exchange.body():
        digest.update(piece)
        length, pieces = length + len(piece), pieces + 1
    about = {
        "method": exchange.method, "target": exchange.target, "fields": exchange.fields, "length": length,
        "sha256": digest.hexdigest(), "connection": exchange.number, "pieces": pieces,
    }
    exchange.answer(200, json.dumps(about), ["Content-Type: application/json", "X-Two: first", "x-two: second"])


def status(exchange, counters):
    """/status/CODE, with `field` as one more header field and `body`."""
    list(exchange.body())
    fields = [exchange.query["field"]] if "field" in exchange.query else []
    exchange.answer(int(exchange.path.split("/")[2]), exchange.query.get("body", ""), fields)


def sequence(exchange, counters):
    """/sequence/NAME?codes=503,200: one code after the other, the last one for good; `cut` closes without an answer."""
    list(exchange.body())
    codes = exchange.query["codes"].split(",")
    code = codes[min(counters.add("sequence " + exchange.path), len(codes)) - 1]
    if code == "cut":
        exchange.is_last = True
    else:
        exchange.answer(int(code), exchange.query.get("body", code))


def chunks(exchange, counters):
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n")
    for number in range(int(exchange.query["count"])):
        exchange.chunk(bytes([97 + number % 26]) * int(exchange.query["size"]))
    exchange.send("0\r\nX-Late: yes\r\n\r\n")


def endless(exchange, counters):
    """Sends for as long as the client takes it, and counts what it could send."""
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"x" * 65536
    try:
        while True:
            exchange.chunk(piece)
            counters.add("sent", len(piece))
    finally:
        counters.add("endless ended")


def no_head(exchange, counters):
    counters.add("no-head waits")
    try:
        exchange.wait_for_end()
    finally:
        counters.add("no-head ended")


def half_body(exchange, counters):
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning")
    exchange.wait_for_end()


def slow_body(exchange, counters):
    """`count` pieces, `gap` seconds apart."""
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(int(exchange.query["count"])):
        exchange.chunk(b"piece")
        time.sleep(float(exchange.query["gap"]))
    exchange.send("0\r\n\r\n")


def cut_head(exchange, counters):
    list(exchange.body())
    exchange.send("HTTP/1.1 200 OK\r\nContent-Le")
    exchange.is_last = True


def cut_body(exchange, counters):
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning")
    exchange.is_last = True


def old(exchange, counters):
    exchange.send("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nwithout a length")
    exchange.is_last = True


def informational(exchange, counters):
    exchange.send("HTTP/1.1 100 Continue\r\nX-Wrong: 100\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    exchange.answer(201, "final", ["X-Right: yes"])


def large_head(exchange, counters):
    line = "X-Filler: " + "y" * 1000
    exchange.answer(200, "body", [line] * (int(exchange.query["size"]) // 1000))


def cut_next(exchange, counters):
    """Answers, but the connection's next request gets none."""
    list(exchange.body())
    exchange.answer(200, "answered")
    exchange.cuts_next = True


def early_refusal(exchange, counters):
    exchange.answer(413, "too large", ["Connection: close"])
    exchange.is_last = True
    try:
        list(exchange.body())
    except Exception:
        pass


def slow_reader(exchange, counters):
    """Takes nothing of the body until the counter `go` is set."""
    counters.add("slow-reader waits")
    counters.wait("go", 1, 30)
    echo(exchange, counters)


def count(exchange, counters):
    """/count: all counters; ?add=NAME adds; ?wait=NAME&least=N waits until it is reached (`within` s)."""
    if "add" in exchange.query:
        counters.add(exchange.query["add"])
    if "wait" in exchange.query:
        counters.wait(exchange.query["wait"], int(exchange.query["least"]), float(exchange.query["within"]))
    exchange.answer(200, json.dumps(counters.all()))


def missing(exchange, counters):
    exchange.answer(404, "no such route")


ROUTES = {
    "/echo": echo, "/status": status, "/sequence": sequence, "/chunks": chunks, "/endless": endless,
    "/no-head": no_head, "/half-body": half_body, "/slow-body": slow_body, "/cut-head": cut_head,
    "/cut-body": cut_body, "/old": old, "/informational": informational, "/large-head": large_head,
    "/cut-next": cut_next, "/early-refusal": early_refusal, "/slow-reader": slow_reader, "/count": count,
    "/missing": missing, "/websocket": websocket,
}
