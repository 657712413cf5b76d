# SPDX-License-Identifier: MIT
"""Wheels of PyPI that fit Debian 12's Python, with all that they need."""
import collections
import concurrent.futures
import functools
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
import zipfile

import packaging.metadata
import packaging.specifiers
import packaging.tags
import packaging.utils
import packaging.version
from packaging.requirements import Requirement

# Debian 12's, which every base image of the tests has.
PYTHON = (3, 11, 2)
GLIBC = 36
MACHINE = platform.machine()
# What conda calls this machine.
SUBDIR = {"x86_64": "linux-64"}.get(MACHINE, f"linux-{MACHINE}")
LEGACY = {"x86_64": ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]}
PLATFORMS = [f"manylinux_2_{minor}_{MACHINE}" for minor in range(GLIBC, 4, -1)]
PLATFORMS += LEGACY.get(MACHINE, [f"manylinux2014_{MACHINE}"])
TAGS = [
    *packaging.tags.cpython_tags(PYTHON[:2], platforms=PLATFORMS),
    *packaging.tags.compatible_tags(PYTHON[:2], "cp311", PLATFORMS),
]
# Of two wheels of a version, the one with the highest rank is taken: compiled before pure, as pip does.
RANKS = {tag: -number for number, tag in enumerate(TAGS)}
MARKERS = {
    "python_version": f"{PYTHON[0]}.{PYTHON[1]}", "python_full_version": ".".join(map(str, PYTHON)), "os_name": "posix",
    "sys_platform": "linux", "platform_system": "Linux", "platform_machine": MACHINE, "platform_release": "",
    "platform_version": "", "implementation_name": "cpython", "platform_python_implementation": "CPython",
    "implementation_version": ".".join(map(str, PYTHON)),
}


class Wheel:
    """A wheel on disk and what it says of itself."""

    def __init__(self, path):
        self.path = path
        name, self.version, _, self.tags = packaging.utils.parse_wheel_filename(path.name)
        self.name = str(name)
        with zipfile.ZipFile(path) as archive:
            info = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            self.info = info.split("/")[0]
            raw, _ = packaging.metadata.parse_email(archive.read(info))
        self.requires = [Requirement(text) for text in raw.get("requires_dist", [])]

    @property
    def is_pure(self):
        return all(tag.platform == "any" for tag in self.tags)

    def needs(self, extras=()):
        """The requirements that hold on the target; those of the extras too."""
        for requirement in self.requires:
            marker = requirement.marker
            if marker is None or any(marker.evaluate({**MARKERS, "extra": extra}) for extra in ("", *extras)):
                yield requirement


class Wheels:
    """The newest wheel for each requirement. Two requirements of one project may take two: the solver chooses."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.origin = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
        self.found = {}
        self.locks = collections.defaultdict(threading.Lock)
        self.guard = threading.Lock()

    def closure(self, requirements):
        """All wheels that these need, by file name."""
        seen, wanted = set(), list(requirements)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            while wanted:
                new = {self.key(one): one for one in wanted if self.key(one) not in seen}
                seen |= new.keys()
                wanted = []
                for one, wheel in zip(new.values(), pool.map(self.newest, new.values())):
                    self.found[wheel.path.name] = wheel
                    wanted += wheel.needs(one.extras)
        return self.found

    @staticmethod
    def key(requirement):
        name = packaging.utils.canonicalize_name(requirement.name)
        return name, str(requirement.specifier), frozenset(requirement.extras)

    def newest(self, requirement):
        """The newest wheel that fits a requirement; no release candidates while there is anything else."""
        fitting = []
        for file in self.files(packaging.utils.canonicalize_name(requirement.name)):
            try:
                _, version, build, tags = packaging.utils.parse_wheel_filename(file["filename"])
                python = packaging.specifiers.SpecifierSet(file.get("requires-python") or "")
            except (packaging.utils.InvalidWheelFilename, packaging.specifiers.InvalidSpecifier):
                continue
            ranks = [RANKS[tag] for tag in tags if tag in RANKS]
            if ranks and python.contains(MARKERS["python_full_version"]) and not file.get("yanked"):
                fitting.append((version, max(ranks), build, file["filename"], file["url"]))
        versions = set(requirement.specifier.filter({version for version, *_ in fitting}))
        fitting = [one for one in fitting if one[0] in versions]
        if not fitting:
            return self.built(requirement)
        *_, name, url = max(fitting)
        with self.guard:
            lock = self.locks[name]
        with lock:
            path = self.folder / name
            if not path.exists():
                partial = path.with_name(f".{name}.{os.getpid()}")
                partial.write_bytes(read(urllib.parse.urljoin(f"{self.origin}/{requirement.name}/", url)))
                partial.rename(path)
        return Wheel(path)

    def built(self, requirement):
        """A wheel made of sources, of a project that has no other."""
        with self.guard, tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, str(requirement)]
            subprocess.run(command, check=True, stdout=sys.stderr)
            made = next(pathlib.Path(folder).glob("*.whl"))
            path = self.folder / made.name
            shutil.copyfile(made, path)
        wheel = Wheel(path)
        if not wheel.is_pure:
            raise SystemExit(f"PyPI has no wheel for {requirement} that fits Debian 12")
        return wheel

    @functools.lru_cache(maxsize=None)
    def files(self, name):
        return json.loads(read(f"{self.origin}/{name}/", "application/vnd.pypi.simple.v1+json"))["files"]


def read(url, accept="*/*"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read()
