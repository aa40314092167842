"""What may be put on record, and whether bytes are what they are said to be."""

from __future__ import annotations

import codecs
from enum import StrEnum

from sla_plugin.errors import BadInput, Code


class MediaType(StrEnum):
    PDF = "application/pdf"
    HTML = "text/html"
    TEXT = "text/plain"
    CSV = "text/csv"
    JSON = "application/json"
    EMAIL = "message/rfc822"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"


_ZIP = b"PK\x03\x04"
_BEGINS = {
    MediaType.PDF: b"%PDF-",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.JPEG: b"\xff\xd8\xff",
    MediaType.DOCX: _ZIP,
    MediaType.XLSX: _ZIP,
    MediaType.ODT: _ZIP,
}
"""The others are texts, in UTF-8."""

HEAD = 4_096
"""Bytes that are looked at."""


def media_type_of(claimed: str) -> MediaType:
    """BadInput `paper.type` for one that is not put on record."""
    try:
        return MediaType(claimed.partition(";")[0].strip().lower())
    except ValueError:
        raise BadInput(
            Code.PAPER_TYPE,
            f"{claimed!r} is not put on record.",
            hint=f"Send one of {', '.join(MediaType)}.",
            field="mediaType",
        ) from None


def check_head(claimed: MediaType, head: bytes) -> None:
    """`head`: the first bytes, `HEAD` of them or all. BadInput `paper.type` for what is something else."""
    begins = _BEGINS.get(claimed)
    if begins is not None and head.startswith(begins):
        return
    if begins is None and _is_text(head) and not any(head.startswith(one) for one in _BEGINS.values()):
        return
    raise BadInput(
        Code.PAPER_TYPE,
        f"This is no {claimed}, whatever it is called.",
        hint="Send it under the type that it is of.",
        field="mediaType",
    )


def _is_text(head: bytes) -> bool:
    """A character that is cut off at the end is none of its faults."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return "\0" not in text
