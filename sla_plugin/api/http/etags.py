"""What a client has already (RFC 9110, section 13.1.2)."""

from __future__ import annotations

from starlette.requests import Request


def has_already(request: Request, tag: str) -> bool:
    """`tag` with its quotes; whether `If-None-Match` names it, or anything that there is."""
    given = request.headers.get("if-none-match", "")
    named = {one.strip().removeprefix("W/") for one in given.split(",")}
    return tag in named or "*" in named
