# SPDX-License-Identifier: MIT
"""python base.py small|debian|conda|micromamba FILE: writes the file system of a base image as a tar, without any registry.

`small` is this machine's own shell and a few commands with their libraries, some megabytes in a second; `debian` is
made by mmdebstrap with python3 and pip, in half a minute and from Debian's archive; `conda` is that with the stand-in
for micromamba, `../conda/micromamba.py`, and the libraries it needs from PyPI; `micromamba` has the real one in its
place, which HIMAT_TEST_MICROMAMBA names. A file that is there is left alone, unless it has a micromamba and a program it
was made with is newer.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
STAND_IN = HERE.parent / "conda" / "micromamba.py"
# The stand-in's; the solver's interface is not a settled one.
LIBRARIES = ["py-rattler==0.28.0", "pyyaml>=6"]
# The variable that names a real micromamba.
REAL = "HIMAT_TEST_MICROMAMBA"
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


def conda(target):
    sys.path.insert(0, str(STAND_IN.parent))
    from packaging.requirements import Requirement
    from wheels import Wheels

    folder = pathlib.Path(target).parent
    base = folder / "debian.tar"
    make("debian", base)
    shutil.copyfile(base, target)
    wheels = Wheels(folder / "wheels")
    with tarfile.open(target, "a") as archive:
        for library in LIBRARIES:
            with zipfile.ZipFile(wheels.newest(Requirement(library)).path) as wheel:
                for item in (item for item in wheel.infolist() if not item.is_dir()):
                    info = tarfile.TarInfo(f"opt/stand-in/{item.filename}")
                    info.size, info.mode = item.file_size, 0o644
                    with wheel.open(item) as file:
                        archive.addfile(info, file)
        info = archive.gettarinfo(STAND_IN, "usr/local/bin/micromamba")
        info.uid = info.gid = 0
        info.mode, info.uname, info.gname = 0o755, "", ""
        with open(STAND_IN, "rb") as file:
            archive.addfile(info, file)


def micromamba(target):
    base = pathlib.Path(target).parent / "debian.tar"
    make("debian", base)
    shutil.copyfile(base, target)
    program = os.environ[REAL]
    with tarfile.open(target, "a") as archive:
        add(archive, program, "usr/local/bin/micromamba")
        present = {name.removeprefix("./") for name in archive.getnames()}
        for library in sorted(libraries(program)):
            name = "usr/lib/x86_64-linux-gnu/" + os.path.basename(library)
            if name not in present and "/ld-linux" not in library:
                add(archive, library, name)


def is_made(kind, path):
    """Whether the file is there and as new as what it is made with."""
    own = {"conda": STAND_IN, "micromamba": os.environ.get(REAL, "")}
    programs = [own[kind], __file__] if kind in own else []
    return os.path.exists(path) and all(os.path.getmtime(file) <= os.path.getmtime(path) for file in programs)


def make(kind, path):
    """Writes the file in one step, if it has to be."""
    if is_made(kind, path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    partial = f"{path}.{os.getpid()}.tar"
    try:
        {"small": small, "debian": debian, "conda": conda, "micromamba": micromamba}[kind](partial)
        os.rename(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


make(*sys.argv[1:])
