# SPDX-License-Identifier: MIT
"""The `Status` objects a Kubernetes API server answers with, as an exception that any layer may raise."""

from __future__ import annotations

from typing import Any

from .resources import Resource


class StatusError(Exception):
    """A failure that becomes an HTTP answer with a `Status` body."""

    def __init__(self, code: int, reason: str | None, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            body["reason"] = self.reason
        if self.details is not None:
            body["details"] = self.details
        body["code"] = self.code
        return body


class Cause:
    """One offending field: a validation error of the API server."""

    def __init__(self, kind: str, field: str, message: str) -> None:
        self.kind, self.field, self.message = kind, field, message

    def body(self) -> dict[str, str]:
        return {"reason": self.kind, "message": self.message, "field": self.field}


def _details(resource: Resource, name: str, kind: str | None = None) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if name:
        details["name"] = name
    if resource.group:
        details["group"] = resource.group
    details["kind"] = kind or resource.plural
    return details


def not_found(resource: Resource, name: str) -> StatusError:
    return StatusError(404, "NotFound", f'{resource.qualified} "{name}" not found', _details(resource, name))


def no_resource() -> StatusError:
    return StatusError(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(resource: Resource, name: str) -> StatusError:
    return StatusError(409, "AlreadyExists", f'{resource.qualified} "{name}" already exists', _details(resource, name))


def modified(resource: Resource, name: str) -> StatusError:
    words = "the object has been modified; please apply your changes to the latest version and try again"
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {words}'
    return StatusError(409, "Conflict", message, _details(resource, name))


def wrong_precondition(resource: Resource, name: str, what: str, wanted: str, have: str) -> StatusError:
    words = (
        f"the {what} in the precondition ({wanted}) does not match the {what} in record ({have}). "
        "The object might have been deleted and then recreated"
    )
    message = f'Operation cannot be fulfilled on {resource.qualified_kind} "{name}": {words}'
    return StatusError(409, "Conflict", message, _details(resource, name, resource.kind))


def invalid(resource: Resource, name: str, causes: list[Cause]) -> StatusError:
    lines = [f"{cause.field}: {cause.message}" for cause in causes]
    words = lines[0] if len(lines) == 1 else "[" + ", ".join(lines) + "]"
    details = _details(resource, name, resource.kind)
    details["causes"] = [cause.body() for cause in causes]
    return StatusError(422, "Invalid", f'{resource.qualified_kind} "{name}" is invalid: {words}', details)


def manager_required() -> StatusError:
    cause = Cause("FieldValueRequired", "fieldManager", "Required value: is required for apply patch")
    message = f'PatchOptions.meta.k8s.io "" is invalid: fieldManager: {cause.message}'
    details = {"group": "meta.k8s.io", "kind": "PatchOptions", "causes": [cause.body()]}
    return StatusError(422, "Invalid", message, details)


def forbidden(resource: Resource, name: str, words: str, causes: list[Cause] | None = None) -> StatusError:
    subject = f'{resource.qualified} "{name}" is forbidden' if name else f"{resource.qualified} is forbidden"
    details = _details(resource, name)
    if causes:
        details["causes"] = [cause.body() for cause in causes]
    return StatusError(403, "Forbidden", f"{subject}: {words}", details)


def terminating(resource: Resource, name: str, namespace: str) -> StatusError:
    cause = Cause("NamespaceTerminating", "metadata.namespace", f"namespace {namespace} is being terminated")
    words = f"unable to create new content in namespace {namespace} because it is being terminated"
    return forbidden(resource, name, words, [cause])


def bad_request(message: str) -> StatusError:
    return StatusError(400, "BadRequest", message)


def unauthorized() -> StatusError:
    return StatusError(401, "Unauthorized", "Unauthorized")


def expired(message: str) -> StatusError:
    return StatusError(410, "Expired", message)


def method_not_allowed() -> StatusError:
    return StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {})


def unsupported_media(accepted: list[str]) -> StatusError:
    message = "the body of the request was in an unknown format - accepted media types include: " + ", ".join(accepted)
    return StatusError(415, "UnsupportedMediaType", message)


def success(resource: Resource, name: str, uid: str) -> dict[str, Any]:
    """The answer to a delete that took effect at once."""
    details = _details(resource, name)
    details["uid"] = uid
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
