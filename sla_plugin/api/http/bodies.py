"""What was asked, read from a request: a JSON body, or the parameters of a GET."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, TypeVar

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request

from sla_plugin.api.http.refusals import UnsupportedMediaType
from sla_plugin.errors import BadInput, Code, TooLarge

MAX_BYTES = 1024 * 1024
"""Of a body."""

# A client that is still sending when the answer comes sees a broken connection, and no answer. So somewhat
# more than is taken is read, and thrown away.
_PATIENCE = 16 * MAX_BYTES

_FORM = 'An operation is a JSON object such as {"query": "{ viewer { subject } }", "variables": {}}.'

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, as the client wrote it; `query` is text, and not blank."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None


async def read_asked(request: Request) -> Asked:
    """BadInput `request.malformed` or `request.media_type`, TooLarge `request.too_large`."""
    if request.method == "GET":
        return _asked(_from_parameters(request.query_params))
    _check_media_type(request.headers)
    return _asked(_json(await _body(request), "The body"))


def _from_parameters(parameters: Mapping[str, str]) -> dict[str, object]:
    given: dict[str, object] = {name: value for name, value in parameters.items() if value}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(parameters[name], name)
    return given


def _check_media_type(headers: Headers) -> None:
    header = Message()
    header["Content-Type"] = headers.get("content-type", "")
    if header.get_content_type() != "application/json":
        # Above all not text/plain or a form: any page on the web can make a browser post those.
        raise UnsupportedMediaType("The body of a POST must be application/json.")
    if header.get_content_charset("utf-8") not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("JSON is taken in UTF-8 only.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Compressed bodies are not taken.")


async def _body(request: Request) -> bytes:
    received, size = [], 0
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > _PATIENCE:
        raise _too_large()
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BYTES:
            received.append(chunk)
        elif size > _PATIENCE:
            break
    if size > MAX_BYTES:
        raise _too_large()
    return b"".join(received)


def _too_large() -> TooLarge:
    return TooLarge(
        Code.REQUEST_TOO_LARGE,
        f"The body is larger than {MAX_BYTES:,} bytes.",
        hint="Send less at a time, in several requests.",
    )


def _json(text: str | bytes, what: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"{what} cannot be read as JSON: {error}.") from None


def _asked(given: object) -> Asked:
    match given:
        case dict():
            pass
        case list():
            raise _malformed("The body is a list: operations are taken one at a time, not in batches.")
        case _:
            raise _malformed("The body is JSON, but not an object.")
    query = _member(given, "query", str, "a string")
    if not query or query.isspace():
        raise _malformed("There is no query.", field="query")
    return Asked(
        query=query,
        variables=_member(given, "variables", dict, "an object"),
        operation_name=_member(given, "operationName", str, "a string"),
        extensions=_member(given, "extensions", dict, "an object"),
    )


def _member(given: dict[str, Any], name: str, kind: type[T], called: str) -> T | None:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise _malformed(f"{name} must be {called}, or null.", field=name)
    return value


def _malformed(message: str, field: str | None = None) -> BadInput:
    return BadInput(Code.REQUEST_MALFORMED, message, hint=_FORM, field=field)
