# SPDX-License-Identifier: MIT
"""python engine.py docker|podman FOLDER [--disk MEGABYTES] [--certificates FOLDER]: a container engine of a test's own.

Prints one line of JSON when it answers: {"socket": …, "pid": …}. It ends when standard input closes, and with it every
container, process and mount it has made. `--disk` gives it a disk of that size, which is soon full. With `--certificates`
docker listens on a port too ("port"), for those who show a certificate of that folder's authority.
"""
import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import descendants

# The machine's own limits may be lower than those that podman gives its containers, which needs the right to raise them.
CONTAINERS_CONF = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "{runtime}"
"""


def docker(folder, port=None, certificates=None):
    """dockerd with folders of its own, which touches neither the machine's firewall nor its bridges."""
    remote = [] if port is None else [
        f"--host=tcp://127.0.0.1:{port}", "--tlsverify", f"--tlscacert={certificates}/ca.pem",
        f"--tlscert={certificates}/server.pem", f"--tlskey={certificates}/server.key",
    ]
    return f"{folder}/docker.sock", [
        find("dockerd"), "--iptables=false", "--ip6tables=false", "--bridge=none", f"--data-root={folder}/data",
        f"--exec-root={folder}/exec", f"--host=unix://{folder}/docker.sock", f"--pidfile={folder}/pid",
        "--max-concurrent-uploads=2", *remote,
    ], {}


def podman(folder):
    """podman's service with folders of its own."""
    with open(f"{folder}/containers.conf", "w") as file:
        # crun refuses a machine with both kinds of control groups.
        file.write(CONTAINERS_CONF.format(runtime="runc" if shutil.which("runc", path=search()) else "crun"))
    with open(f"{folder}/registries.conf", "w") as file:
        file.write('short-name-mode = "disabled"\nunqualified-search-registries = []\n')
    return f"{folder}/podman.sock", [
        find("podman"), f"--root={folder}/data", f"--runroot={folder}/run", f"--tmpdir={folder}/tmp", "system",
        "service", "--time=0", f"unix://{folder}/podman.sock",
    ], {
        "CONTAINERS_CONF": f"{folder}/containers.conf", "CONTAINERS_REGISTRIES_CONF": f"{folder}/registries.conf",
        "XDG_RUNTIME_DIR": folder, "TMPDIR": f"{folder}/data",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def search():
    return os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"


def find(program):
    path = shutil.which(program, path=search())
    if not path:
        fail(f"{program} is not installed (apt-get install docker.io podman)")
    return path


def fail(words):
    print(json.dumps({"error": words}), flush=True)
    sys.exit(1)


def answers(path):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def start(arguments):
    folder = arguments.folder
    os.makedirs(f"{folder}/data")
    if arguments.disk:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={arguments.disk}m", "tmpfs", f"{folder}/data"]
        if subprocess.run(mount, check=False).returncode:
            fail("a disk of its own cannot be mounted; these tests need root")
    if os.geteuid() != 0:
        fail("a container engine of one's own needs root")
    port = free_port() if arguments.certificates else None
    path, command, variables = (
        docker(folder, port, arguments.certificates) if arguments.kind == "docker" else podman(folder))
    log = open(f"{folder}/log", "wb")
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        env={"PATH": search(), "HOME": folder, **variables})
    for _ in range(600):
        if process.poll() is not None:
            break
        if answers(path):
            return process, {"socket": path, "pid": process.pid, "port": port}
        time.sleep(0.05)
    with open(f"{folder}/log", errors="replace") as file:
        words = file.read()[-1500:]
    descendants.end(process, 2)
    descendants.clear(folder)
    fail(f"{arguments.kind} did not start here; its last words:\n{words}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["docker", "podman"])
    parser.add_argument("folder")
    parser.add_argument("--disk", type=int)
    parser.add_argument("--certificates")
    arguments = parser.parse_args()
    # The tests' threads block signals, and a child inherits that.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    descendants.adopt()
    process, answer = start(arguments)
    try:
        print(json.dumps(answer), flush=True)
        while os.read(0, 4096):
            pass
    finally:
        descendants.end(process)
        descendants.clear(arguments.folder)


main()
