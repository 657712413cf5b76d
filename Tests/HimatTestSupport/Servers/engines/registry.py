# SPDX-License-Identifier: MIT
"""python registry.py FOLDER [--password | --token] [--certificates FOLDER]: a registry of a test's own on loopback.

Prints one line of JSON when it answers: {"port": …}. It ends when standard input closes. With `--password` it wants to be
shown `scientist` and `correct horse`; with `--token` a token that is had for them elsewhere (token_service.py).
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
import token_service

CONFIG = """version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {folder}/data}}, delete: {{enabled: true}}}}
http: {{addr: "127.0.0.1:{port}"{tls}}}
{auth}"""
# htpasswd -nbB scientist 'correct horse'
PASSWORD = "scientist:$2y$05$ycLgDmfoTMTVWVzFnL/RnONQJPSXlphf.vs9rOiC0uOHqx6iJKnNi\n"


def config(arguments, port, auth):
    tls = ""
    if arguments.password:
        with open(f"{arguments.folder}/passwords", "w") as file:
            file.write(PASSWORD)
        auth = f"auth: {{htpasswd: {{realm: himat, path: {arguments.folder}/passwords}}}}\n"
    if arguments.certificates:
        pair = f"{{certificate: {arguments.certificates}/server.pem, key: {arguments.certificates}/server.key}}"
        tls = f", tls: {pair}"
    path = f"{arguments.folder}/config.yml"
    with open(path, "w") as file:
        file.write(CONFIG.format(folder=arguments.folder, port=port, tls=tls, auth=auth))
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def start(arguments):
    program = shutil.which("docker-registry") or shutil.which("registry")
    if not program:
        print(json.dumps({"error": "docker-registry is not installed (apt-get install docker-registry)"}), flush=True)
        sys.exit(1)
    auth = token_service.start(arguments.folder) if arguments.token else ""
    for _ in range(5):
        port = free_port()
        with open(f"{arguments.folder}/log", "ab") as log:
            process = subprocess.Popen(
                [program, "serve", config(arguments, port, auth)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            if process.poll() is not None:
                break
            if listens(port):
                return process, {"port": port}
            time.sleep(0.05)
    with open(f"{arguments.folder}/log", errors="replace") as file:
        print(json.dumps({"error": "the registry did not start:\n" + file.read()[-1500:]}), flush=True)
    sys.exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--password", action="store_true")
    parser.add_argument("--token", action="store_true")
    parser.add_argument("--certificates")
    arguments = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.makedirs(arguments.folder)
    process, answer = start(arguments)
    try:
        print(json.dumps(answer), flush=True)
        while os.read(0, 4096):
            pass
    finally:
        descendants.end(process, 5)
        descendants.clear(arguments.folder)


main()
