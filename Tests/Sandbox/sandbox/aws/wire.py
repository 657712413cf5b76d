# SPDX-License-Identifier: MIT
"""The AWS wire protocols, driven by botocore's models: what a path means, inputs, outputs, errors."""

from __future__ import annotations

import functools
import io
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from botocore.validate import ParamValidator
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request as MotoRequest
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model

from sandbox.aws.fault import Fault
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call


# How each protocol calls an input that the model refuses.
_INVALID = {"ec2": "InvalidParameterValue", "query": "ValidationError", "json": "ValidationException"}


def service_model(name: str) -> ServiceModel | None:
    try:
        return get_service_model(name)
    except UnknownServiceError:
        return None


def operation_model(call: "Call") -> OperationModel:
    """The operation's model, or the refusal the protocol has for an operation it does not know."""
    model = service_model(call.model_name)
    try:
        if model is not None:
            return model.operation_model(call.action)
    except OperationNotFoundError:
        pass
    if protocol(call) in ("ec2", "query"):
        raise Fault("InvalidAction", f"The action {call.action} is not valid for this web service.", 400)
    raise Fault("UnknownOperationException", f"The operation {call.action or call.request.path} is not known.", 404)


def protocol(call: "Call") -> str:
    """ec2, query, json or rest-json; a guess from the headers when the service has no model."""
    model = service_model(call.model_name)
    if model is not None:
        offered = model.metadata.get("protocols") or [model.metadata["protocol"]]
        if "query" in offered and "Action" in call.form:
            return "query"
        return str(model.metadata["protocol"])
    if "X-Amz-Target" in call.request.headers:
        return "json"
    return "query" if "Action" in call.form else "rest-json"


@functools.lru_cache(maxsize=None)
def _routes(service: str) -> list[tuple[str, re.Pattern[str], list[str], str]]:
    model = service_model(service)
    if model is None:
        return []
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        uri = http.get("requestUri", "/").partition("?")[0]
        labels = re.findall(r"\{([^}+]+)\+?\}", uri)
        pattern = re.sub(r"\{[^}]+\}", "([^/]+)", uri)
        if uri.endswith("Arn}"):
            pattern = pattern[: -len("([^/]+)")] + "(.+)"  # an ARN at the end may come with its slashes unescaped
        routes.append((http.get("method", "POST"), re.compile(pattern + "/?$"), labels, name))
    # The longest path first, so that an ARN with slashes does not swallow what follows it.
    return sorted(routes, key=lambda found: -found[1].pattern.count("/"))


def route(service: str, method: str, path: str) -> tuple[str, dict[str, str]]:
    """The operation and path parameters of a REST call; the path is matched before it is decoded."""
    for verb, pattern, labels, name in _routes(service):
        found = pattern.match(path) if verb == method else None
        if found:
            return name, {label: unquote(value) for label, value in zip(labels, found.groups(), strict=True)}
    return "", {}


def environ(call: "Call") -> dict[str, Any]:
    """The call as a WSGI environment."""
    request = call.request
    host = request.headers.get("Host", "127.0.0.1")
    result: dict[str, Any] = {
        "REQUEST_METHOD": request.method, "SCRIPT_NAME": "", "PATH_INFO": unquote(request.path, "latin-1"),
        "RAW_URI": request.target, "QUERY_STRING": request.query, "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": host.partition(":")[0], "SERVER_PORT": host.partition(":")[2] or "80",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    for name, value in request.headers.items():
        key = "HTTP_" + name.upper().replace("-", "_")
        result.setdefault(key, value)
    return result


def parse(call: "Call") -> dict[str, Any]:
    """The call's input in the shape of the model."""
    operation = operation_model(call)
    kind = protocol(call)
    request = MotoRequest(environ(call))
    parser = PROTOCOL_PARSERS[kind](operation, map_type=dict)
    # A form is read as values first: reading `data` first would leave the form empty.
    values = request.values
    body = b"" if kind in ("ec2", "query") else call.request.body
    try:
        parsed = parser.parse({
            "method": request.method, "values": values, "headers": request.headers, "body": body,
            "url_path": request.path, "url_params": call.path_params,
        })  # fmt: skip
    except (ValueError, TypeError, AttributeError) as error:
        raise Fault("SerializationException", f"The request could not be read: {error}", 400) from error
    # A list that the query string does not have comes as an empty one.
    members = operation.input_shape.members if operation.input_shape else {}
    absent = {n for n, shape in members.items() if shape.serialization.get("location") == "querystring"}
    return {name: value for name, value in (parsed or {}).items() if value != [] or name not in absent}


def check(call: "Call") -> None:
    """Refuses what the model refuses: missing, mistyped and, in a JSON body, unknown members."""
    operation = operation_model(call)
    if operation.input_shape is None:
        return
    if call.request.body and protocol(call) == "rest-json":
        _check_body(call, operation)
    report = ParamValidator().validate(call.params, operation.input_shape)
    if report.has_errors():
        raise Fault(_INVALID.get(protocol(call), "InvalidParameterException"), report.generate_report(), 400)


def _check_body(call: "Call", operation: OperationModel) -> None:
    try:
        body = json.loads(call.request.body)
    except ValueError as error:
        raise Fault("SerializationException", f"The body is no JSON: {error}", 400) from error
    names = {shape.serialization.get("name", name) for name, shape in operation.input_shape.members.items()}
    unknown = sorted(set(body) - names)
    if unknown:
        raise Fault("InvalidParameterException", f"Unknown parameter: {', '.join(unknown)}", 400)


def render(call: "Call", result: dict[str, Any]) -> Reply:
    """A successful reply in the operation's protocol."""
    operation = operation_model(call)
    serializer = get_serializer_class(call.model_name, protocol(call))
    context = SerializationContext(request_id=call.request_id)
    answer = serializer(operation_model=operation, context=context).serialize(result)
    body = answer["body"]
    return Reply(
        int(answer["status_code"]),
        body.encode() if isinstance(body, str) else body,
        {key: str(value) for key, value in answer["headers"].items()} | {"x-amzn-RequestId": call.request_id},
    )


def _status(call: "Call", code: str) -> int:
    model = service_model(call.model_name)
    for shape in model.error_shapes if model is not None else []:
        error = shape.metadata.get("error", {})
        if code in (shape.name, error.get("code")):
            return int(error.get("httpStatusCode", 400))
    return 400


def render_fault(call: "Call", fault: Fault) -> Reply:
    """An error in the service's protocol, with the request id where that protocol carries it."""
    kind = protocol(call)
    status = fault.status or _status(call, fault.code)
    headers = {"x-amzn-RequestId": call.request_id}
    if kind in ("ec2", "query"):
        error = f"<Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
        if kind == "ec2":
            text = (
                f"<Response><Errors><Error>{error}</Error></Errors><RequestID>{call.request_id}</RequestID></Response>"
            )
        else:
            side = "Receiver" if status >= 500 else "Sender"
            text = (
                f"<ErrorResponse><Error><Type>{side}</Type>{error}</Error>"
                f"<RequestId>{call.request_id}</RequestId></ErrorResponse>"
            )
        headers["Content-Type"] = "text/xml;charset=UTF-8"
        return Reply(status, ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode(), headers)
    members = {"message": fault.message} | fault.members
    if kind == "json":
        members["__type"] = fault.code
        headers["Content-Type"] = "application/x-amz-json-1.1"
    else:
        headers["Content-Type"] = "application/json"
    headers["x-amzn-ErrorType"] = fault.code
    return Reply(status, json.dumps(members).encode(), headers)
