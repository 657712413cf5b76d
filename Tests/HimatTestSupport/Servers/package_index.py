# SPDX-License-Identifier: MIT
"""python package_index.py FOLDER: PyPI as this machine reaches it, offered on loopback to the containers of a test.

A container knows neither this machine's certificates nor its way to the network; pip trusts plain HTTP on loopback.
Prints one line of JSON, {"port": …}, and ends when standard input closes. Files are kept in FOLDER for the next run.
Wheels that lie in FOLDER/own are offered before PyPI's.
"""
import http.server
import json
import os
import pathlib
import re
import shutil
import sys
import threading
import urllib.parse
import urllib.request

folder = pathlib.Path(sys.argv[1])
origin = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
locks, guard = {}, threading.Lock()


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def page(name):
    """The files of a project, their links leading here."""
    own = [file.name for file in sorted(folder.joinpath("own").glob("*.whl")) if normal(file.name.split("-")[0]) == name]
    if own:
        links = [(f"/own/{urllib.parse.quote(file)}", file) for file in own]
    else:
        request = urllib.request.Request(
            f"{origin}/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            known = json.load(answer)["files"]
        links = []
        for file in known:
            if file.get("yanked") or not file["filename"].endswith((".whl", ".tar.gz")):
                continue
            python = file.get("requires-python")
            wanted = f'" data-requires-python="{python.replace("<", "&lt;").replace(">", "&gt;")}' if python else ""
            target = urllib.parse.quote(urllib.parse.urljoin(f"{origin}/{name}/", file["url"]), safe="")
            digest = file.get("hashes", {}).get("sha256", "")
            links.append((f"/from/{target}/{file['filename']}#sha256={digest}{wanted}", file["filename"]))
    body = "".join(f'<a href="{link}">{name}</a><br>\n' for link, name in links)
    return f"<!DOCTYPE html><html><body>\n{body}</body></html>".encode()


def fetched(url):
    """The file behind a link, kept."""
    path = folder / urllib.parse.urlsplit(url).path.rsplit("/", 1)[1]
    with guard:
        lock = locks.setdefault(path, threading.Lock())
    with lock:
        if not path.exists():
            partial = path.with_name(f".{path.name}.{os.getpid()}")
            with urllib.request.urlopen(url, timeout=120) as answer, open(partial, "wb") as file:
                shutil.copyfileobj(answer, file)
            partial.rename(path)
    return path


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        parts = self.path.split("#")[0].strip("/").split("/")
        try:
            if parts[0] == "simple":
                self.answer(page(normal(parts[1])), "text/html; charset=utf-8")
            elif parts[0] == "own":
                self.answer(folder.joinpath("own", urllib.parse.unquote(parts[1])).read_bytes(), "application/zip")
            else:
                self.answer(fetched(urllib.parse.unquote(parts[1])).read_bytes(), "application/octet-stream")
        except (OSError, KeyError, IndexError) as error:
            self.answer(str(error).encode(), "text/plain", getattr(error, "code", 404))

    def answer(self, body, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def main():
    folder.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    sys.stdin.read()


main()
