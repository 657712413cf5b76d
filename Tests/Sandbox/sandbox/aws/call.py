# SPDX-License-Identifier: MIT
"""One AWS request, understood: which service, region and operation it means, with which parameters."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.aws import wire
from sandbox.web import Request

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf
    from sandbox.aws.identities import Principal

_SCOPE = re.compile(r"Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request")
_READS = re.compile(r"^(Describe|Get|List|Lookup|Search|Check|Head|Assume|Simulate|Preview|Validate|Estimate|BatchGet)")
# Signing names that differ from the names the models go by.
_MODELS = {"servicequotas": "service-quotas", "monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi"}
_NOT_A_HINT = re.compile(r"Token|Secret|Password|Image|Key|Filter", re.I)


@dataclass
class Call:
    """A request plus what it means. `params` has the shape of the operation's input in botocore's model."""

    request: Request
    aws: "AwsHalf"
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    principal: "Principal | None" = None
    # How the request breaks its operation's model; None = it does not.
    invalid: str | None = None

    @cached_property
    def form(self) -> dict[str, str]:
        pairs = parse_qsl(self.request.query, keep_blank_values=True)
        if self.request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            pairs += parse_qsl(self.request.body.decode("utf-8", "replace"), keep_blank_values=True)
        return dict(pairs)

    @cached_property
    def _scope(self) -> tuple[str, str]:
        found = _SCOPE.search(self.request.headers.get("Authorization", ""))
        if found:
            return found[3], found[4]
        parts = self.form.get("X-Amz-Credential", "").split("/")
        return (parts[2], parts[3]) if len(parts) == 5 else ("us-east-1", "unknown")

    @property
    def region(self) -> str:
        return self._scope[0]

    @cached_property
    def service(self) -> str:
        """The service's name in the log: its signing name, except that the two balancer APIs are told apart."""
        name = self._scope[1]
        if name == "elasticloadbalancing":
            return "elbv2" if self.form.get("Version", "") >= "2015" else "elb"
        return name

    @property
    def model_name(self) -> str:
        return _MODELS.get(self.service, self.service)

    @cached_property
    def _route(self) -> tuple[str, dict[str, str]]:
        target = self.request.headers.get("X-Amz-Target")
        if target:
            return target.rpartition(".")[2], {}
        if "Action" in self.form:
            return self.form["Action"], {}
        return wire.route(self.model_name, self.request.method, self.request.path)

    @property
    def action(self) -> str:
        return self._route[0]

    @property
    def path_params(self) -> dict[str, str]:
        return self._route[1]

    @property
    def mutating(self) -> bool:
        return self.service != "sts" and not _READS.match(self.action)

    @cached_property
    def params(self) -> dict[str, Any]:
        return wire.parse(self)

    @property
    def key(self) -> tuple[str, str]:
        """Account and region: where this call's regional resources live."""
        return self.aws.account, self.region

    def hint(self) -> str | None:
        """A short name of what the call is about, for the log."""
        try:
            params = self.params
        except Exception:
            return None
        for name, value in params.items():
            if _NOT_A_HINT.search(name) or not re.search(r"(Id|Ids|Name|Names|name|Arn|Service)$", name):
                continue
            text = value[0] if isinstance(value, list) and value else value
            if isinstance(text, str):
                return text[:120]
        return None

    def client_token(self) -> str | None:
        try:
            params = self.params
        except Exception:
            return None
        return params.get("clientRequestToken") or params.get("ClientToken")
