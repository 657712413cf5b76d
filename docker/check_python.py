# SPDX-License-Identifier: MIT
"""Ends the build when the base image's Python is not the one that environment.yml asks for (python.txt)."""
import pathlib
import platform
import sys

from pip._vendor.packaging.specifiers import SpecifierSet

wanted = pathlib.Path(__file__).with_name("python.txt").read_text().strip()
if not SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
    sys.exit(f"the base image has Python {platform.python_version()}, environment.yml asks for python{wanted}")
