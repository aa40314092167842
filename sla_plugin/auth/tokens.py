"""A compact JWS taken apart (RFC 7515, section 7.1), before any key is touched.

Strict where decoders are lenient: one token has one spelling, one JSON object one value a name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from sla_plugin.auth import base64url
from sla_plugin.auth.refusals import refused
from sla_plugin.errors import Code

MAX_LENGTH = 8 * 1024
"""Characters. Longer tokens are refused unread: ten megabytes of token cost a third of a second of CPU."""


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a token nobody has vouched for yet; `signed` is what the signature must cover."""

    header: Mapping[str, object]
    payload: Mapping[str, object]
    signed: bytes
    signature: bytes


def parse(token: str) -> Token:
    """Unauthenticated `token.missing` or `token.malformed` for anything but a strict compact JWS."""
    if not token:
        raise refused(Code.TOKEN_MISSING)
    if len(token) > MAX_LENGTH:
        raise refused(Code.TOKEN_MALFORMED)
    try:
        header, payload, signature = token.split(".")
        return Token(
            header=_json_object(header),
            payload=_json_object(payload),
            signed=f"{header}.{payload}".encode("ascii"),
            signature=base64url.decode(signature),
        )
    except (ValueError, RecursionError):
        # `from None`: the cause carries the token's content, and causes end up in logs.
        raise refused(Code.TOKEN_MALFORMED) from None


def _json_object(segment: str) -> dict[str, object]:
    # Decoded here because `json.loads` takes bytes in UTF-16 and UTF-32 too.
    text = base64url.decode(segment).decode("utf-8")
    value = json.loads(
        text, object_pairs_hook=_without_duplicates, parse_float=_finite, parse_constant=_no_constant
    )
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Two readers of {"tenant": a, "tenant": b} may choose differently; so there is nothing to choose.
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("number out of range")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
