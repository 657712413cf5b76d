#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A stand-in for micromamba in the tests' base image; it is not micromamba and proves nothing of its words and flags.

Reading specifications, fetching a channel, solving, checking hashes and linking are those of rattler, the library
behind pixi. This program understands exactly the calls of docker/Dockerfile and refuses every other:

    micromamba create -y -p PREFIX -f FILE
    micromamba install -y -p PREFIX --freeze-installed -f FILE
    micromamba clean -a -y -q

FILE is an environment.yml, or a list of files that begins with @EXPLICIT.
"""
import argparse
import asyncio
import hashlib
import os
import pathlib
import shutil
import sys
import tempfile
import urllib.request

sys.path.insert(0, "/opt/stand-in")

import rattler  # noqa: E402
import yaml  # noqa: E402
from rattler import exceptions  # noqa: E402
from rattler.explicit_environment import ExplicitEnvironmentSpec  # noqa: E402

ROOT = pathlib.Path(os.environ.get("MAMBA_ROOT_PREFIX", "/opt/conda"))
PACKAGES = ROOT / "pkgs"
RATTLER = (
    exceptions.GatewayError, exceptions.InstallerError, exceptions.InvalidChannelError,
    exceptions.InvalidMatchSpecError, exceptions.ParseExplicitEnvironmentSpecError,
)


class Refused(Exception):
    """A call, a file or an environment that cannot be."""


def calls():
    parser = argparse.ArgumentParser(prog="micromamba", allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("create", "install"):
        verb = verbs.add_parser(name, allow_abbrev=False)
        verb.add_argument("-y", action="store_true", required=True)
        verb.add_argument("-p", dest="prefix", type=pathlib.Path, required=True)
        verb.add_argument("-f", dest="file", type=pathlib.Path, required=True)
        if name == "install":
            verb.add_argument("--freeze-installed", action="store_true", required=True)
    clean = verbs.add_parser("clean", allow_abbrev=False)
    for flag in ("-a", "-y", "-q"):
        clean.add_argument(flag, action="store_true", required=True)
    return parser


def installed(prefix):
    """What a prefix holds."""
    return [rattler.PrefixRecord.from_path(file) for file in sorted(prefix.glob("conda-meta/*.json"))]


def environment(file):
    """Channels and packages of an environment.yml."""
    content = yaml.safe_load(file.read_text())
    unknown = content.keys() - {"name", "channels", "dependencies"}
    packages = content["dependencies"]
    if unknown or not all(isinstance(package, str) for package in packages):
        raise Refused(f"{file} holds more than channels and packages")
    return content["channels"], packages


async def solved(file, present):
    """The records that an environment.yml asks for, beside those that are there already and stay as they are."""
    channels, packages = environment(file)
    kept = [one.name.normalized for one in present]
    specs = [rattler.MatchSpec(text) for text in [*kept, *packages]]
    try:
        return await rattler.solve(
            [rattler.Channel(channel) for channel in channels], specs,
            gateway=rattler.Gateway(cache_dir=PACKAGES / "cache"), pinned_packages=present,
            virtual_packages=rattler.VirtualPackage.detect(), add_pip_as_python_dependency=True)
    except exceptions.SolverError as error:
        raise Refused(f"Could not solve for environment specs\n{error}") from error


async def listed(file):
    """The records of the files that a list names, each with the hash that the list demands."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            await record(entry.url, folder) for entry in ExplicitEnvironmentSpec.from_path(file).packages]


async def record(entry, folder):
    """What a package says of itself."""
    address, _, digest = entry.partition("#")
    channel, _, name = address.rsplit("/", 2)
    path = pathlib.Path(folder, name)
    with urllib.request.urlopen(address) as answer:
        path.write_bytes(answer.read())
    if hashlib.md5(path.read_bytes()).hexdigest() != digest:
        raise Refused(f"{address} is not the file that the list means: its MD5 is not {digest or 'given'}")
    own = await rattler.RepoDataRecord.from_package_archive(path)
    own.url, own.channel, own.md5 = address, channel, bytes.fromhex(digest)
    return own


async def put(arguments):
    """Makes the environment what a file says."""
    present = installed(arguments.prefix)
    if arguments.verb == "create" and present:
        raise Refused(f"{arguments.prefix} is an environment already")
    if arguments.file.suffix in (".yml", ".yaml"):
        records = await solved(arguments.file, present)
    elif "@EXPLICIT" in arguments.file.read_text().splitlines():
        records = await listed(arguments.file)
    else:
        raise Refused(f"{arguments.file} is neither an environment.yml nor an explicit list")
    before = {(one.name.normalized, str(one.version)) for one in present}
    await rattler.install(
        records, arguments.prefix, cache_dir=PACKAGES, installed_packages=present, show_progress=False)
    for one in sorted(records, key=lambda one: one.name.normalized):
        if (one.name.normalized, str(one.version)) not in before:
            print(f"+ {one.name.normalized} {one.version} {one.build} {one.channel}", flush=True)


def main():
    arguments = calls().parse_args()
    if arguments.verb == "clean":
        shutil.rmtree(PACKAGES, ignore_errors=True)
        return 0
    try:
        asyncio.run(put(arguments))
        return 0
    except (Refused, OSError, *RATTLER) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


status = main()
sys.stdout.flush()
sys.stderr.flush()
# rattler's threads may outlive the interpreter's end, and crash then.
os._exit(status)
