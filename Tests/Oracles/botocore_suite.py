# SPDX-License-Identifier: MIT
"""Fetches AWS's published Signature Version 4 suite, as botocore's source distribution carries it.

    python3 botocore_suite.py FOLDER        prints the folder with the cases

The distribution is looked up in pip's configured index, checked against its pinned hash, and only the suite is unpacked.
Standard library alone, so that it runs before anything is installed.
"""
import hashlib
import html
import io
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request

VERSION = "1.44.5"
SHA256 = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da"
SUITE = "tests/unit/auth/aws4_testsuite"


def pip_setting(name):
    """What pip is configured with, or None."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", f"global.{name}"], capture_output=True, text=True, check=False
    )
    return os.environ.get(f"PIP_{name.upper().replace('-', '_')}") or asked.stdout.strip() or None


def fetch(url, context):
    with urllib.request.urlopen(url, timeout=120, context=context) as answer:
        return answer.read()


def download():
    context = ssl.create_default_context(cafile=pip_setting("cert"))
    index = (pip_setting("index-url") or "https://pypi.org/simple").rstrip("/") + "/botocore/"
    page = fetch(index, context).decode()
    name = f"botocore-{VERSION}.tar.gz"
    for link in re.findall(r'href="([^"]+)"', page):
        address = urllib.parse.urljoin(index, html.unescape(link)).split("#")[0]
        if address.endswith("/" + name):
            archive = fetch(address, context)
            found = hashlib.sha256(archive).hexdigest()
            if found != SHA256:
                sys.exit(f"{name} has the hash {found}, not {SHA256}")
            return archive
    sys.exit(f"{index} does not list {name}")


def main():
    folder = pathlib.Path(sys.argv[1]) / f"botocore-{VERSION}"
    if not folder.exists():
        part = folder.with_name(f"{folder.name}.{os.getpid()}")
        root = f"botocore-{VERSION}/{SUITE}/"
        with tarfile.open(fileobj=io.BytesIO(download())) as archive:
            for member in archive.getmembers():
                if member.isfile() and member.name.startswith(root):
                    path = part / member.name[len(root):]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.extractfile(member).read())
        try:
            part.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    print(folder)


main()
