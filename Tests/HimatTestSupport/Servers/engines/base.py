# SPDX-License-Identifier: MIT
"""python base.py small|debian FILE: writes the file system of a base image as a tar, without any registry.

`small` is this machine's own shell and a few commands with their libraries, some megabytes in a second; `debian` is made
by mmdebstrap with python3 and pip, in half a minute and from Debian's archive. A file that is there is left alone.
"""
import os
import re
import shutil
import subprocess
import sys
import tarfile

COMMANDS = ["sh", "sleep", "cat", "echo", "id", "mkdir", "dd", "true", "false", "head", "touch", "env", "ls"]


def libraries(program):
    """What a program loads, as its loader says."""
    said = subprocess.run(["ldd", program], check=False, capture_output=True, text=True).stdout
    return set(re.findall(r"(/\S+\.so\S*)", said))


def add(archive, path, name):
    """Adds a file as the root's own, links followed."""
    info = archive.gettarinfo(os.path.realpath(path), name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    with open(os.path.realpath(path), "rb") as file:
        archive.addfile(info, file)


def small(target):
    with tarfile.open(target, "w") as archive:
        needed = set()
        for command in COMMANDS:
            program = shutil.which(command)
            add(archive, program, f"bin/{command}")
            needed |= libraries(os.path.realpath(program))
        for library in sorted(needed):
            add(archive, library, library.lstrip("/"))
        for folder in ["tmp", "etc", "proc", "sys", "dev"]:
            info = tarfile.TarInfo(folder)
            info.type, info.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
            archive.addfile(info)


def debian(target):
    program = shutil.which("mmdebstrap")
    if not program:
        sys.exit("mmdebstrap is not installed (apt-get install mmdebstrap)")
    subprocess.run(
        [
            program, "--quiet", "--variant=minbase", "--include=python3,python3-pip,python3-venv,ca-certificates",
            '--aptopt=Acquire::Languages "none"', "--dpkgopt=path-exclude=/usr/share/doc/*",
            "--dpkgopt=path-exclude=/usr/share/man/*", "bookworm", target,
        ], check=True, stdout=sys.stderr)


def main():
    kind, path = sys.argv[1:]
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    partial = f"{path}.{os.getpid()}.tar"
    try:
        {"small": small, "debian": debian}[kind](partial)
        os.rename(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


main()
