# SPDX-License-Identifier: MIT
"""Children of a test server, and what they leave: processes that went their own way, and mounts."""
import ctypes
import os
import shutil
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt():
    """Makes orphans of our children our own children, so that they can be found by their ids."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def parents():
    """The parent of each process, by id."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    found[int(name)] = int(file.read().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                pass
    return found


def descendants(root):
    """The ids of all processes below one, the youngest generation last."""
    known, found = parents(), [root]
    for pid in found:
        found += [child for child, parent in known.items() if parent == pid]
    return found[1:]


def end(process, seconds=20):
    """Ends a process politely, then everything below us by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    for _ in range(100):
        reap()
        left = descendants(os.getpid())
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.05)


def reap():
    """Takes note of children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def mounts(folder):
    """The mount points below a folder, the innermost first."""
    with open("/proc/self/mountinfo") as file:
        points = [line.split()[4].encode().decode("unicode_escape") for line in file]
    return sorted((point for point in points if point.startswith(folder)), key=len, reverse=True)


def clear(folder):
    """Unmounts everything below a folder, and removes it."""
    for point in mounts(folder):
        subprocess.run(["umount", "-l", point], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
