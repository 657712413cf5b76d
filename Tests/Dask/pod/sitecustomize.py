# SPDX-License-Identifier: MIT
"""What a program finds in a pod and not on this machine; Python loads it by itself from PYTHONPATH.

`POD_WORLD` is a JSON object: `names` maps a Service's name and port to a port of loopback, `log` is where the lines go that
are written to the first process of the container, `pace` makes its time run faster (1 = as it is).
"""

import builtins
import http.client
import json
import os
import signal
import socket
import time

_WORLD = json.loads(os.environ.get("POD_WORLD", "{}"))
_PACE = _WORLD.get("pace", 1)
_find, _open, _sleep = socket.getaddrinfo, builtins.open, time.sleep


def _getaddrinfo(host, port, *rest, **more):
    ports = _WORLD.get("names", {}).get(host)
    return _find("127.0.0.1", ports.get(str(port), port), *rest, **more) if ports else _find(host, port, *rest, **more)


def _opened(file, *rest, **more):
    if file == "/proc/1/fd/2" and _WORLD.get("log"):
        return _open(_WORLD["log"], "a")
    return _open(file, *rest, **more)


socket.getaddrinfo, builtins.open = _getaddrinfo, _opened

if _PACE != 1:
    _connect = http.client.HTTPConnection.__init__

    def _paced(self, host, port=None, timeout=None, **more):
        _connect(self, host, port, timeout=timeout and timeout / _PACE, **more)

    http.client.HTTPConnection.__init__ = _paced
    time.sleep = lambda seconds: _sleep(seconds / _PACE)
    signal.alarm = lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds / _PACE)
