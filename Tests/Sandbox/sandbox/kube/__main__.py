# SPDX-License-Identifier: MIT
"""python -m sandbox.kube --folder DIR: one cluster, its kubeconfig.yml and control.json in DIR, until a signal."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading

from .stand_alone import StandAlone, control_server


def _follow_stdin(done: threading.Event) -> None:
    sys.stdin.read()
    done.set()


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox.kube", description=__doc__)
    parser.add_argument("--folder", required=True, help="where kubeconfig.yml and control.json are written")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input does")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    alone = StandAlone(arguments.folder)
    control = control_server(alone)
    with open(os.path.join(arguments.folder, "control.json"), "w") as stream:
        json.dump({"url": f"http://127.0.0.1:{control.server_address[1]}", "pid": os.getpid()}, stream)
    path = alone.write()
    print(f"kubeconfig = {path}", flush=True)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    if arguments.until_stdin_closes:
        threading.Thread(target=_follow_stdin, args=(done,), daemon=True).start()
    done.wait()
    alone.stop()
    control.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
