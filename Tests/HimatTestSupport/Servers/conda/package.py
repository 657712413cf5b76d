# SPDX-License-Identifier: MIT
"""Conda packages (format 2, `.conda`) made of wheels, in the form conda-build gives them."""
import configparser
import hashlib
import io
import json
import os
import posixpath
import re
import struct
import tarfile
import zipfile

from wheels import PYTHON, SUBDIR

SITE = f"lib/python{PYTHON[0]}.{PYTHON[1]}/site-packages"
# Where a file names the prefix, this stands for it; as long as conda-build's, so that any real prefix fits.
PLACEHOLDER = ("/opt/himat_channel_" + "placehold_" * 30)[:255]
SCRIPT = """#!{python}
import sys
from {module} import {first}
if __name__ == "__main__":
    sys.exit({function}())
"""


def zstd(data):
    """A Zstandard frame of blocks that are not compressed: the format wants one, Python's library has no compressor."""
    # The frame's header: a window of 128 KiB, as large as a block, and the content's size in 8 bytes.
    frame = [struct.pack("<IBBQ", 0xFD2FB528, 0xC0, 7 << 3, len(data))]
    size = 1 << 17
    for start in range(0, max(len(data), 1), size):
        block = data[start:start + size]
        is_last = start + size >= len(data)
        frame += [(len(block) << 3 | is_last).to_bytes(3, "little"), block]
    return b"".join(frame)


def tar(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for file in files:
            info = tarfile.TarInfo(file.path)
            info.mode = 0o755 if file.is_program else 0o644
            if file.link:
                info.type, info.linkname = tarfile.SYMTYPE, file.link
            info.size = len(file.data)
            archive.addfile(info, io.BytesIO(file.data))
    return buffer.getvalue()


class File:
    """A file of a package."""

    def __init__(self, path, data=b"", is_program=False, link=None, names_prefix=False):
        self.path, self.data, self.link = path, data, link
        self.is_program, self.names_prefix = is_program, names_prefix

    @property
    def entry(self):
        """What paths.json says of it."""
        # A link too has hash and size, or micromamba takes the package for broken.
        entry = {
            "_path": self.path, "path_type": "softlink" if self.link else "hardlink",
            "sha256": hashlib.sha256(self.data).hexdigest(), "size_in_bytes": len(self.data),
        }
        if self.names_prefix:
            entry |= {"prefix_placeholder": PLACEHOLDER, "file_mode": "text"}
        return entry


class Package:
    """A package's record and files."""

    def __init__(self, name, version, build, depends, files=(), noarch=None, entry_points=()):
        self.subdir = "noarch" if noarch else SUBDIR
        self.name = f"{name}-{version}-{build}.conda"
        self.files, self.entry_points, self.noarch = list(files), list(entry_points), noarch
        self.record = {
            "name": name, "version": version, "build": build, "build_number": 0, "depends": sorted(depends),
            "constrains": [], "license": "MIT", "subdir": self.subdir, "timestamp": 1_700_000_000_000,
            **({"noarch": noarch} if noarch else {}),
        }

    def write(self, folder):
        """Writes it into its subfolder of a channel; what repodata says of it."""
        info = {
            "info/index.json": self.record, "info/about.json": {},
            "info/paths.json": {"paths": [file.entry for file in self.files], "paths_version": 1},
        }
        if self.noarch == "python":
            noarch = {"type": "python", "entry_points": self.entry_points}
            info["info/link.json"] = {"noarch": noarch, "package_metadata_version": 1}
        texts = {name: json.dumps(value, indent=1) for name, value in info.items()}
        texts["info/files"] = "".join(f"{file.path}\n" for file in self.files)
        stem = self.name.removesuffix(".conda")
        buffer = io.BytesIO()
        # Without the time of day, so that the same wheel is the same package whenever it is made.
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(zipfile.ZipInfo("metadata.json"), '{"conda_pkg_format_version": 2}')
            archive.writestr(zipfile.ZipInfo(f"pkg-{stem}.tar.zst"), zstd(tar(self.files)))
            files = [File(name, text.encode()) for name, text in texts.items()]
            archive.writestr(zipfile.ZipInfo(f"info-{stem}.tar.zst"), zstd(tar(files)))
        data = buffer.getvalue()
        path = folder / self.subdir / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.rename(path)
        return self.record | {
            "md5": hashlib.md5(data).hexdigest(), "sha256": hashlib.sha256(data).hexdigest(), "size": len(data),
        }


def python():
    """Debian's own interpreter under the prefix, as a virtual environment has it: nothing of it is copied."""
    version = ".".join(map(str, PYTHON))
    short = f"python{PYTHON[0]}.{PYTHON[1]}"
    files = [File(f"bin/{name}", link=target) for name, target in (
        (short, f"/usr/bin/{short}"), ("python3", short), ("python", short))]
    settings = f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {version}\n"
    files.append(File("pyvenv.cfg", settings.encode()))
    return Package("python", version, "0_debian", [], files)


def from_wheel(wheel, name, depends):
    """The package of a wheel: for any Python when it is pure, for Debian's when it is compiled."""
    files, entry_points = [], []
    site, scripts = ("site-packages", "python-scripts") if wheel.is_pure else (SITE, "bin")
    places = {"purelib": site, "platlib": site, "scripts": scripts, "data": "", "headers": "include"}
    with zipfile.ZipFile(wheel.path) as archive:
        for item in archive.infolist():
            if item.is_dir():
                continue
            data, path = archive.read(item), posixpath.join(site, item.filename)
            inside = re.match(r"[^/]+\.data/([^/]+)/(.+)", item.filename)
            if inside:
                path = posixpath.join(places[inside[1]], inside[2])
            is_program = path.startswith(scripts + "/") or bool(item.external_attr >> 16 & 0o111)
            names_prefix = path.startswith(scripts + "/") and data.startswith(b"#!python")
            if names_prefix:
                data = data.replace(b"#!python", f"#!{PLACEHOLDER}/bin/python".encode(), 1)
            files.append(File(path, data, is_program, names_prefix=names_prefix))
            if item.filename == f"{wheel.info}/entry_points.txt":
                entry_points = programs(data.decode())
    if not wheel.is_pure:
        # conda-build writes it, but not all packages of a channel are conda-build's: here the pure ones lack it.
        files.append(File(f"{site}/{wheel.info}/INSTALLER", b"conda"))
    version = str(wheel.version)
    if wheel.is_pure:
        return Package(name, version, "pyh0000000_0", ["python", *depends], files, "python", entry_points)
    for entry in entry_points:
        program, module, function = re.split(r"\s*[=:]\s*", entry)
        text = SCRIPT.format(
            python=f"{PLACEHOLDER}/bin/python", module=module, first=function.split(".")[0], function=function)
        files.append(File(f"bin/{program}", text.encode(), True, names_prefix=True))
    limits = f"python >={PYTHON[0]}.{PYTHON[1]},<{PYTHON[0]}.{PYTHON[1] + 1}.0a0"
    return Package(name, version, "py311_0", [limits, *depends], files)


def programs(text):
    """The console scripts of an entry_points.txt, in link.json's words."""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str
    parser.read_string(text)
    if not parser.has_section("console_scripts"):
        return []
    return [f"{name} = {value.split('[')[0].strip()}" for name, value in parser.items("console_scripts")]
