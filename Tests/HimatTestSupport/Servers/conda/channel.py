# SPDX-License-Identifier: MIT
"""python channel.py FOLDER NAME[=REQUIREMENT]…: a conda channel on loopback, its packages made of PyPI's wheels.

NAME is conda's, REQUIREMENT what PyPI calls it (`dask=dask[complete]`). With all they need they stand in `noarch` and
this machine's folder; a Python beside them leads to Debian's own. Prints one line of JSON, {"port": …}, and ends when
standard input closes. `/requests` answers which files were given since it was asked the last time. Wheels and packages
are kept in FOLDER.
"""
import hashlib
import http.server
import json
import os
import pathlib
import sys
import threading

import package
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from wheels import SUBDIR, Wheels

# PyPI's name, conda-forge's name.
NAMES = {"dask": "dask-core", "msgpack": "msgpack-python", "psycopg2-binary": "psycopg2"}
# An environment has pip as soon as it has Python.
ALWAYS = ["pip"]


def conda_name(name):
    name = canonicalize_name(name)
    return NAMES.get(name, name)


def conda_versions(specifier):
    """A specifier of Python's in conda's words."""
    return ",".join(
        one.version if one.operator == "==" and one.version.endswith(".*")
        else one.operator.replace("===", "==") + one.version
        for one in sorted(specifier, key=str))


class Maker:
    """Makes the packages of a channel."""

    def __init__(self, wheels, folder, seeds):
        self.folder = folder
        pairs = [seed.partition("=") for seed in seeds]
        self.seeds = {name: Requirement(requirement or name) for name, _, requirement in pairs if name != "python"}
        self.wheels = Wheels(wheels)

    def repodata(self):
        """Makes all packages; what the channel says of them, by subfolder."""
        found = self.wheels.closure([*self.seeds.values(), *map(Requirement, ALWAYS)])
        packages = [package.python()]
        for wheel in found.values():
            packages.append(package.from_wheel(wheel, conda_name(wheel.name), self.depends(wheel)))
        for name, requirement in self.seeds.items():
            if name != conda_name(requirement.name):
                packages.append(self.collection(name, requirement))
        known = {SUBDIR: {}, "noarch": {}}
        for one in packages:
            known[one.subdir][one.name] = one.write(self.folder)
        return {
            subdir: {"info": {"subdir": subdir}, "packages": {}, "packages.conda": records, "repodata_version": 1}
            for subdir, records in known.items()
        }

    def depends(self, wheel, extras=()):
        """What a wheel needs. Conda knows no extras: those it asks of others become its own needs."""
        for requirement in wheel.needs(extras):
            yield f"{conda_name(requirement.name)} {conda_versions(requirement.specifier)}".strip()
            if requirement.extras:
                other = self.wheels.newest(requirement)
                yield from set(self.depends(other, requirement.extras)) - set(self.depends(other))

    def collection(self, name, requirement):
        """A package without files that needs others, as conda-forge's dask."""
        wheel = self.wheels.newest(requirement)
        needs = [f"{conda_name(wheel.name)} =={wheel.version}", *self.depends(wheel, requirement.extras)]
        return package.Package(name, str(wheel.version), "pyhd000000_0", needs, noarch="python")


def made(wheels, folder, seeds):
    """The channel of these seeds, as it was made before or now."""
    path = folder / f"{digest(sorted(seeds))}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_text(json.dumps(Maker(wheels, folder, seeds).repodata()))
        partial.rename(path)
    return json.loads(path.read_text())


def digest(texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder, repodata, requests = None, None, []

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        if self.path == "/requests":
            asked = list(self.requests)
            self.requests.clear()
            return self.send(json.dumps(asked).encode())
        self.answer()

    def answer(self):
        parts = self.path.strip("/").split("/")
        data = None
        if len(parts) == 3 and parts[0] == "channel" and parts[1] in self.repodata:
            known = self.repodata[parts[1]]
            if parts[2] == "repodata.json":
                data = json.dumps(known).encode()
            elif parts[2] in known["packages.conda"]:
                data = (self.folder / parts[1] / parts[2]).read_bytes()
        if data and self.command == "GET":
            self.requests.append(parts[2])
        self.send(data)

    def send(self, data):
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data or b"")

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Who has what it wants may hang up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)


def main():
    kept = pathlib.Path(sys.argv[1])
    # What other programs have made is not what these would make.
    programs = sorted(pathlib.Path(__file__).parent.glob("*.py"))
    Handler.folder = kept / "conda" / digest([file.read_text() for file in programs])
    Handler.repodata = made(kept / "wheels", Handler.folder, sys.argv[2:])
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    sys.stdin.read()


main()
