"""The id by which an answer, a log line and a bug report find each other."""

from __future__ import annotations

import re
from uuid import uuid4

from starlette.requests import HTTPConnection

HEADER = "X-Request-Id"

# What is taken over is written into logs and headers.
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(connection: HTTPConnection) -> str:
    """The same for the whole request; a proxy's `X-Request-Id` is kept when it is harmless."""
    state = connection.scope.setdefault("state", {})
    if "request_id" not in state:
        given = connection.headers.get(HEADER, "")
        state["request_id"] = given if _HARMLESS.fullmatch(given) else uuid4().hex
    return str(state["request_id"])
