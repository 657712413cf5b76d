# SPDX-License-Identifier: MIT
"""Writes what is really installed: lock.json for himat-image, constraints.txt for what is added later."""
import importlib.metadata
import json
import pathlib
import platform
import subprocess
import sys

folder = pathlib.Path(__file__).parent


def conda():
    for file in sorted(pathlib.Path(sys.prefix, "conda-meta").glob("*.json")):
        record = json.loads(file.read_text())
        wanted = ("name", "version", "build", "channel", "url", "md5", "sha256")
        yield {key: record[key] for key in wanted if record.get(key)}


def python():
    for dist in importlib.metadata.distributions():
        by_conda = (dist.read_text("INSTALLER") or "").strip() == "conda"
        yield by_conda, {"name": dist.metadata["Name"], "version": dist.version}


def debian():
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n"], stdout=subprocess.PIPE, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        name, version = line.split(" ", 1)
        yield {"name": name, "version": version}


def by_name(record):
    return record["name"].lower()


installed = sorted(python(), key=lambda pair: by_name(pair[1]))
lock = {
    "format": 1,
    "python": platform.python_version(),
    "conda": list(conda()),
    "pip": [record for by_conda, record in installed if not by_conda],
    "apt": sorted(debian(), key=by_name),
}
folder.joinpath("lock.json").write_text(json.dumps(lock, indent=1) + "\n")
folder.joinpath("constraints.txt").write_text("".join(f"{r['name']}=={r['version']}\n" for _, r in installed))
print(f"installed: {len(lock['conda'])} from conda-forge, {len(lock['pip'])} from PyPI, Python {lock['python']}")
