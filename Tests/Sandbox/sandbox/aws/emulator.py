# SPDX-License-Identifier: MIT
"""moto, in this process: one call in, one reply out."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any

# Read by moto when it is imported.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
os.environ.setdefault("MOTO_DISABLE_GLOBAL_CORS", "true")

from moto import backends  # noqa: E402
from moto.core import responses  # noqa: E402
from moto.core.base_backend import BackendDict  # noqa: E402
from moto.iam.aws_managed_policies import aws_managed_policies_data  # noqa: E402
from moto.iam.models import AWSManagedPolicy, IAMBackend, ManagedPolicy  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402

from sandbox.aws import wire  # noqa: E402
from sandbox.aws.fault import Fault  # noqa: E402
from sandbox.web import Reply  # noqa: E402

if TYPE_CHECKING:
    from sandbox.aws.call import Call

# Asked anew for every request, though a class's methods do not change: a third of a small call's time.
responses.method_names_from_class = functools.lru_cache(maxsize=None)(responses.method_names_from_class)
_REQUEST_ID = re.compile(rb"(<(?:requestId|RequestId|RequestID)>)[^<]*(<)")
_MODULES = frozenset(backends.list_of_moto_modules())
_KEPT = ("content-type", "x-amzn-errortype", "x-amz-target")


class Emulator:
    """Hands calls to moto's own server application."""

    def __init__(self) -> None:
        self._dispatcher = DomainDispatcherApplication(create_backend_app)
        self._applications: dict[str, Any] = {}

    def dispatch(self, call: "Call") -> Reply:
        """moto's answer, with this call's request id in it. The caller holds the lock: moto is not thread-safe."""
        wire.operation_model(call)
        if call.service not in _MODULES and call.model_name not in _MODULES:
            raise unsupported(call)
        started: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            started["status"] = int(status.split(" ", 1)[0])
            started["headers"] = {name: value for name, value in headers if name.lower() in _KEPT}

        environ = wire.environ(call)
        if call.service not in self._applications:
            self._applications[call.service] = self._dispatcher.get_application(environ)
        try:
            body = b"".join(self._applications[call.service](environ, start))
        except NotImplementedError as error:
            raise unsupported(call) from error
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            raise Fault("InternalFailure", f"The emulator failed: {error!r}", 500) from error
        if started["headers"].get("Content-Type", "").startswith("text/html") and started["status"] >= 400:
            raise unsupported(call)
        body = _REQUEST_ID.sub(rb"\g<1>" + call.request_id.encode() + rb"\g<2>", body)
        return Reply(started["status"], body, started["headers"] | {"x-amzn-RequestId": call.request_id})


@functools.lru_cache(maxsize=None)
def _policies(account: str, region: str) -> list[ManagedPolicy]:
    known = json.loads(aws_managed_policies_data)
    return [AWSManagedPolicy.from_data(name, account, region, data) for name, data in known.items()]


def _fresh_policies(self: IAMBackend) -> list[ManagedPolicy]:
    """AWS's own policies, attached to nothing; reading all of them takes long enough to do it only once."""
    policies = _policies(self.account_id, self.region_name)
    for policy in policies:
        policy.attachment_count = 0
    return policies


IAMBackend._init_aws_policies = _fresh_policies  # type: ignore[method-assign]


def unsupported(call: "Call") -> Fault:
    """AWS has this operation, the sandbox has not: said plainly, never answered with an empty success."""
    text = f"The sandbox does not play {call.service}:{call.action}."
    if wire.protocol(call) in ("ec2", "query"):
        return Fault("UnsupportedOperation", text, 400)
    return Fault("UnknownOperationException", text, 404)


def regions(service: Any, account: str) -> dict[str, Any]:
    """moto's state of one service, by the regions that were used."""
    return backends.get_backend(service)[account]


def backend(service: str, account: str, region: str) -> Any:
    """moto's state of one service in one region; of IAM and STS, which are global, the only one there is."""
    return regions(service, account)["aws" if service in ("iam", "sts") else region]


def reset() -> None:
    """Forgets everything that was made, in every service that was used."""
    BackendDict.reset()
