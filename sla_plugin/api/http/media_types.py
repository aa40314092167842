"""Which of the two media types of GraphQL an answer gets (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sla_plugin.api.http.refusals import NotAcceptable

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"

_QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


_BY_NAME = 2


class _Rank(NamedTuple):
    quality: float
    plainness: int


def negotiated(accept: str | None) -> str:
    """`JSON` or `GRAPHQL`; NotAcceptable when `accept` leaves neither.

    A client that names no media type is taken for one that was written before there was a choice.
    """
    if accept is None or not accept.strip():
        return JSON
    ranges = _ranges(accept)
    json, graphql = _rank(JSON, ranges), _rank(GRAPHQL, ranges)
    if not (json.quality or graphql.quality):
        raise NotAcceptable(f"{JSON} and {GRAPHQL} can be answered with, and Accept leaves neither.")
    # Behind a wildcard the older one is expected; whoever names both alike can read the newer one.
    alike_by_name = graphql == json and json.plainness == _BY_NAME
    return GRAPHQL if graphql > json or alike_by_name else JSON


def _ranges(accept: str) -> dict[str, float]:
    ranges = {}
    for part in accept.split(","):
        quality = _QUALITY.search(part)
        ranges[part.split(";")[0].strip().lower()] = float(quality[1]) if quality else 1.0
    return ranges


def _rank(media_type: str, ranges: dict[str, float]) -> _Rank:
    for plainness, name in ((_BY_NAME, media_type), (1, "application/*"), (0, "*/*")):
        if name in ranges:
            return _Rank(ranges[name], plainness)
    return _Rank(0.0, 0)
