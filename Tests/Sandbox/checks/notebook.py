# SPDX-License-Identifier: MIT
"""Starts a real Jupyter Server with the files and variables of a rendered pod and tries to get in.

Reads {"files": {path: text}, "environment": {name: value}, "password": …} from standard input; prints what the server
answered: without anything, with the token, with the password, with a wrong one, and to a change of the password.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class _Still(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _visitor() -> urllib.request.OpenerDirector:
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    return urllib.request.build_opener(_Still, cookies)


def _status(visitor: urllib.request.OpenerDirector, url: str, fields: Any = None, headers: Any = None) -> int:
    data = urllib.parse.urlencode(fields).encode() if fields else None
    try:
        with visitor.open(urllib.request.Request(url, data, headers or {}), timeout=10) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _log_in(base: str, fields: dict[str, str]) -> int:
    """Fills the form in as a browser does, then asks for what is closed to strangers."""
    visitor = _visitor()
    with visitor.open(f"{base}/login", timeout=10) as page:
        found = re.search(r'name="_xsrf" value="([^"]+)"', page.read().decode())
    _status(visitor, f"{base}/login", {**fields, "_xsrf": found[1] if found else ""})
    return _status(visitor, f"{base}/api/contents")


def _ask(base: str, given: dict[str, Any]) -> dict[str, int]:
    token = {"Authorization": f"token {given['environment']['JUPYTER_TOKEN']}"}
    return {
        "nobody": _status(_visitor(), f"{base}/api/contents"),
        "token": _status(_visitor(), f"{base}/api/contents", headers=token),
        "password": _log_in(base, {"password": given["password"]}),
        "wrong": _log_in(base, {"password": given["password"] + "x"}),
        "changed": _log_in(base, {"password": given["password"], "new_password": "another"}),
        "afterwards": _log_in(base, {"password": "another"}),
    }


def main() -> int:
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        for path, text in given["files"].items():
            place = os.path.join(home, path.lstrip("/"))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w") as stream:
                stream.write(text.replace("/home/jovyan", home))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        variables = {**given["environment"], "HOME": home, "PATH": os.environ["PATH"]}
        variables["JUPYTER_CONFIG_PATH"] = home + given["environment"]["JUPYTER_CONFIG_PATH"]
        words = ["-m", "jupyter_server", "--ip=127.0.0.1", f"--port={port}", "--no-browser", "--allow-root"]
        server = subprocess.Popen([sys.executable, *words], env=variables, cwd=home, stderr=subprocess.PIPE)
        try:
            base, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
            while True:
                try:
                    _status(_visitor(), f"{base}/api")
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > end:
                        raise
                    time.sleep(0.1)
            json.dump(_ask(base, given), sys.stdout)
        finally:
            server.terminate()
            words = server.communicate()[1].decode()
            if os.environ.get("SHOW_WORDS"):
                print(words, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
