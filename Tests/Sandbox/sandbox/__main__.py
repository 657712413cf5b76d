# SPDX-License-Identifier: MIT
"""python -m sandbox --folder DIR: starts the world and both halves, says where they listen, and ends cleanly."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading

from sandbox.process import Sandbox


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--folder", required=True, help="where sandbox.json and the CA certificate are written")
    parser.add_argument("--port", type=int, default=0, help="port of the AWS endpoint; 0 takes a free one")
    parser.add_argument("--stdin-lifetime", action="store_true", help="ends when its standard input closes")
    arguments = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if arguments.stdin_lifetime:
        threading.Thread(target=_wait_for_stdin, args=(ended,), name="stdin", daemon=True).start()
    with Sandbox(arguments.folder, arguments.port) as sandbox:
        print(json.dumps(sandbox.description), flush=True)
        # A wait without a timeout would keep signals out on some systems.
        while not ended.wait(1.0):
            pass
    return 0


def _wait_for_stdin(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    ended.set()


if __name__ == "__main__":
    sys.exit(main())
