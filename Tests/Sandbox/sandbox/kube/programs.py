# SPDX-License-Identifier: MIT
"""What containers can run here: a handful of shell words, and Python code, really run beside stand-ins of dask."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .selectors import covers
from .sessions import Container
from .values import dig

VERSIONS = {"python": "3.12.11", "dask": "2026.8.0", "distributed": "2026.8.0"}
_SHELLS, _PYTHONS = ("sh", "bash", "/bin/sh", "/bin/bash"), ("python", "python3")
_SITE = """import platform, sys
platform.python_version = lambda: {python!r}
sys.version = {python!r} + " (main)"
sys.version_info = type("version_info", (tuple,), dict(major={0}, minor={1}, micro={2}))(({0}, {1}, {2}, "final", 0))
"""


class Missing(Exception):
    """There is no such program in the image."""


@dataclass
class Outcome:
    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0


class Program:
    """A command line in a container. `seconds` is how long it takes, `reads` whether it waits for its input."""

    def __init__(self, container: Container, command: list[str]) -> None:
        self.container, self.command = container, command
        labels = dig(container.pod, "metadata", "labels", default={})
        exec_rules = [
            one for one in container.cluster.exec_rules if not one.get("labels") or covers(one["labels"], labels)
        ]
        self.rule = next((one for one in reversed(exec_rules) if "versions" not in one), None)
        self.versions = dict(VERSIONS)
        for one in exec_rules:
            self.versions.update(one.get("versions") or {})
        naps = re.findall(r"\bsleep ([\d.]+)", self.command[-1]) if self._is_shell else []
        self.seconds = float((self.rule or {}).get("seconds", sum(map(float, naps))))

    @property
    def _is_shell(self) -> bool:
        return self.command[:1] != [] and self.command[0] in _SHELLS and self.command[1:2] == ["-c"]

    @property
    def reads(self) -> bool:
        return self.rule is None and self.command == ["cat"]

    def run(self, size: tuple[int, int]) -> Outcome:
        """What it leaves behind. A rule of the tests comes first."""
        if self.rule is not None:
            texts = (self.rule.get("stdout", ""), self.rule.get("stderr", ""))
            return Outcome(texts[0].encode(), texts[1].encode(), int(self.rule.get("exit_code", 0)))
        name = self.command[0] if self.command else ""
        if self._is_shell:
            return self._shell(self.command[2], size)
        if os.path.basename(name) in _PYTHONS and self.command[1:2] == ["-c"]:
            return self._python(self.command[2], self.command[3:])
        if name in ("true", "cat"):
            return Outcome()
        if name == "false":
            return Outcome(code=1)
        if name == "echo":
            return Outcome(" ".join(self.command[1:]).encode() + b"\n")
        raise Missing(name)

    @staticmethod
    def _shell(script: str, size: tuple[int, int]) -> Outcome:
        outcome = Outcome()
        for statement in (one.strip() for one in script.split(";")):
            word, _, rest = statement.partition(" ")
            if word == "echo" and rest.endswith(">&2"):
                outcome.stderr += rest.removesuffix(">&2").strip().encode() + b"\n"
            elif word == "echo":
                outcome.stdout += rest.encode() + b"\n"
            elif statement == "stty size":
                outcome.stdout += f"{size[0]} {size[1]}\n".encode()
            elif statement == "kill -9 $$":
                return Outcome(outcome.stdout, outcome.stderr, 137)
            elif word == "exit":
                return Outcome(outcome.stdout, outcome.stderr, int(rest or 0))
            elif word != "sleep":
                return Outcome(outcome.stdout, outcome.stderr + f"sh: {word}: not found\n".encode(), 127)
        return outcome

    def _python(self, code: str, arguments: list[str]) -> Outcome:
        """The code itself runs, where `dask` and `distributed` are modules that know nothing but their versions."""
        with tempfile.TemporaryDirectory() as folder:
            self._furnish(Path(folder))
            environment = {"PATH": os.defpath, "PYTHONPATH": folder, "HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"}
            done = subprocess.run(
                [sys.executable, "-c", code, *arguments], env=environment, cwd=folder, capture_output=True, timeout=20
            )
        return Outcome(done.stdout, done.stderr, done.returncode if done.returncode >= 0 else 128 - done.returncode)

    def _furnish(self, folder: Path) -> None:
        numbers = [int(one) for one in (self.versions["python"] + ".0.0").split(".")[:3]]
        (folder / "sitecustomize.py").write_text(_SITE.format(*numbers, python=self.versions["python"]))
        for name, version in self.versions.items():
            if name == "python" or version is None:
                continue
            (folder / name).mkdir()
            (folder / name / "__init__.py").write_text(f"__version__ = {version!r}\n")
            (folder / f"{name}-{version}.dist-info").mkdir()
            metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            (folder / f"{name}-{version}.dist-info" / "METADATA").write_text(metadata)
