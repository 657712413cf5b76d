# SPDX-License-Identifier: MIT
"""A refusal, as AWS would word it."""

from __future__ import annotations


class Fault(Exception):
    """Ends a call with an error. Without a status, the service's model (else 400) decides."""

    def __init__(self, code: str, message: str, status: int | None = None, **members: object) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members
