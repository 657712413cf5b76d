# SPDX-License-Identifier: MIT
"""One connection's requests and answers, byte for byte, so that a route can answer as wrongly as it likes."""
from urllib.parse import parse_qsl, urlsplit


class Gone(Exception):
    """The client closed the connection."""


class Exchange:
    def __init__(self, connection, number):
        self.connection = connection
        self.number = number
        self.served = 0
        self.cuts_next = False
        self.is_last = False
        self._buffer = b""

    def _fill(self):
        piece = self.connection.recv(65536)
        if not piece:
            raise Gone
        self._buffer += piece

    def _line(self):
        while b"\r\n" not in self._buffer:
            self._fill()
            if self._buffer[0] == 0x16:
                self.send("HTTP/1.1 400 This port does not speak TLS\r\nContent-Length: 0\r\n\r\n")
                raise Gone
        line, self._buffer = self._buffer.split(b"\r\n", 1)
        return line.decode("latin-1")

    def _exactly(self, count):
        while len(self._buffer) < count:
            self._fill()
        piece, self._buffer = self._buffer[:count], self._buffer[count:]
        return piece

    def read_head(self):
        """Reads the next request's head; False when the connection ended between requests."""
        try:
            self.method, self.target, _ = self._line().split(" ")
        except Gone:
            return False
        parts = urlsplit(self.target)
        self.path, self.query = parts.path, dict(parse_qsl(parts.query))
        self.fields = []
        while line := self._line():
            name, value = line.split(":", 1)
            self.fields.append([name, value.strip()])
        self.served += 1
        return True

    def field(self, name):
        return next((value for key, value in self.fields if key.lower() == name), None)

    def body(self):
        """Yields the request's body piece by piece."""
        if self.field("transfer-encoding") == "chunked":
            while size := int(self._line(), 16):
                yield self._exactly(size)
                self._line()
            self._line()
            return
        left = int(self.field("content-length") or 0)
        while left:
            piece = self._exactly(min(left, 65536))
            left -= len(piece)
            yield piece

    def send(self, data):
        self.connection.sendall(data if isinstance(data, bytes) else data.encode())

    def answer(self, status, body=b"", fields=()):
        body = body if isinstance(body, bytes) else body.encode()
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *fields]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if self.method == "HEAD" else body))

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def wait_for_end(self):
        """Returns when the client has closed its end."""
        while self.connection.recv(65536):
            pass
        raise Gone
