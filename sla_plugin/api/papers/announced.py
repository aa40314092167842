"""The hash that a sender announces, held against what arrives."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator

from starlette.datastructures import Headers

from sla_plugin.errors import BadInput, Code

_HEX = re.compile(r"[0-9a-f]{64}")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


def announced(headers: Headers) -> frozenset[str]:
    """In hexadecimal digits: of `Content-Digest` (RFC 9530; other algorithms than SHA-256 are not looked at)
    and of `X-Content-SHA256`. BadInput `paper.hash` for one that cannot be read."""
    found = set()
    for member in headers.get("content-digest", "").split(","):
        if member.strip().startswith("sha-256="):
            found.add(_from_digest(member.strip()))
    given = headers.get("x-content-sha256", "").strip().lower()
    if given:
        if not _HEX.fullmatch(given):
            raise _unreadable("X-Content-SHA256")
        found.add(given)
    return frozenset(found)


def _from_digest(member: str) -> str:
    match = _DIGEST.fullmatch(member)
    if match is None:
        raise _unreadable("Content-Digest")
    return base64.b64decode(match[1]).hex()


async def as_announced(chunks: AsyncIterator[bytes], hashes: frozenset[str]) -> AsyncIterator[bytes]:
    """The same bytes. BadInput `paper.hash` at their end where they are others."""
    digest = hashlib.sha256()
    async for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if hashes - {digest.hexdigest()}:
        raise BadInput(
            Code.PAPER_HASH,
            f"The paper that arrived has the SHA-256 {digest.hexdigest()}, and another one was announced.",
            hint="Send it again: it was changed on its way, or the hash is of something else.",
        )


def _unreadable(header: str) -> BadInput:
    return BadInput(
        Code.PAPER_HASH,
        f"The header {header} cannot be read.",
        hint="Send Content-Digest: sha-256=:…: with the hash in base64, or X-Content-SHA256 with it in "
        "hexadecimal digits.",
    )
