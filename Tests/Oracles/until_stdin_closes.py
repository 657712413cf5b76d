# SPDX-License-Identifier: MIT
"""python until_stdin_closes.py MODULE: runs a module as a program and ends it when standard input closes.

So not even a crash of the tests leaves a server behind. Signals are let through again: threads of the tests block them, and
a child inherits that.
"""
import os
import runpy
import signal
import sys
import threading


def watch():
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    if not ended.wait(5):
        os._exit(1)


ended = threading.Event()
signal.pthread_sigmask(signal.SIG_SETMASK, [])
threading.Thread(target=watch, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
