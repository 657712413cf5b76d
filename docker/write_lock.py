# SPDX-License-Identifier: MIT
"""Writes what is really installed: lock.json for himat-image, constraints.txt for what is added later."""
import importlib.metadata
import json
import pathlib
import platform
import re
import subprocess
import sys

folder = pathlib.Path(__file__).parent
WANTED = ("name", "version", "build", "channel", "url", "md5", "sha256")


def conda():
    """Each package behind what it needs: a list of files is installed as it stands, scripts included."""
    meta = pathlib.Path(sys.prefix, "conda-meta")
    # What was installed from a list does not always say what it needs; the history says in which order it was installed.
    history = meta / "history"
    lines = history.read_text().splitlines() if history.exists() else []
    turn = {line.rpartition("::")[2]: number for number, line in enumerate(lines) if line.startswith("+")}
    files = sorted(meta.glob("*.json"), key=lambda file: (turn.get(file.stem, len(lines)), file.stem))
    records = {record["name"]: record for record in (json.loads(file.read_text()) for file in files)}
    seen, ordered = set(), []

    def place(name):
        if name in records and name not in seen:
            seen.add(name)
            for need in (text.split()[0] for text in records[name].get("depends", [])):
                # A solver may have said that Python needs pip, so that nobody is without.
                if (name, need) != ("python", "pip"):
                    place(need)
            ordered.append(records[name])

    for name in [*records] if turn else ["python", *records]:
        place(name)
    return ordered


def python(records):
    # Which Python packages conda brought stands in the names of its files; INSTALLER is not always there.
    info = re.compile(r"site-packages/([^/]+?)-([^/-]+)(-py[0-9.]+)?\.(dist|egg)-info(/|$)")
    files = (info.search(file) for record in records for file in record.get("files", []))
    brought = {(normal(found[1]), found[2]) for found in files if found}
    seen = set()
    for dist in importlib.metadata.distributions():
        metadata = dist.metadata or {}
        name, version = metadata.get("Name"), metadata.get("Version")
        # A folder without these, or a second one of a name, is what an upgrade left behind.
        if not name or not version or normal(name) in seen:
            continue
        seen.add(normal(name))
        by_conda = (dist.read_text("INSTALLER") or "").strip() == "conda"
        yield by_conda or (normal(name), version) in brought, {"name": name, "version": version}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def debian():
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n"], stdout=subprocess.PIPE, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        name, version = line.split(" ", 1)
        yield {"name": name, "version": version}


def by_name(record):
    return record["name"].lower()


records = conda()
installed = sorted(python(records), key=lambda pair: by_name(pair[1]))
lock = {
    "format": 1,
    "python": platform.python_version(),
    "conda": [{key: record[key] for key in WANTED if record.get(key)} for record in records],
    "pip": [record for by_conda, record in installed if not by_conda],
    "apt": sorted(debian(), key=by_name),
}
folder.joinpath("lock.json").write_text(json.dumps(lock, indent=1) + "\n")
folder.joinpath("constraints.txt").write_text("".join(f"{r['name']}=={r['version']}\n" for _, r in installed))
print(f"installed: {len(lock['conda'])} from conda, {len(lock['pip'])} from PyPI, Python {lock['python']}")
