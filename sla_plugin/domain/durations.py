"""ISO 8601 durations with days, hours, minutes and seconds. A day is 24 hours; a bare number is refused."""

from __future__ import annotations

import re
from datetime import timedelta

from sla_plugin.errors import BadInput, Code

_FORM = re.compile(
    r"(?P<sign>-?)P(?=[\dT])(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d{1,6}))?S)?)?",
    re.ASCII,
)

_SECOND = 1_000_000
_UNITS = (("H", 3600 * _SECOND), ("M", 60 * _SECOND))


def parse_duration(text: str) -> timedelta:
    """BadInput `duration.malformed`; months and years are refused, because they have no fixed length."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise BadInput(
            Code.DURATION_MALFORMED,
            f"{text!r} is no duration.",
            hint="Write it with its unit: PT4H, PT30M, P2DT12H.",
        )
    try:
        numbers = {name: int(match[name] or 0) for name in ("days", "hours", "minutes", "seconds")}
        length = timedelta(**numbers, microseconds=int((match["fraction"] or "").ljust(6, "0")))
    except (OverflowError, ValueError):  # Python reads no number of thousands of digits.
        raise BadInput(
            Code.DURATION_MALFORMED, f"{text[:40]!r} is too long.", hint="Take a shorter duration."
        ) from None
    return -length if match["sign"] else length


def format_duration(length: timedelta) -> str:
    """In hours, minutes and seconds: whether a "day" has 24 hours is then no question. Zero is `PT0S`."""
    rest = abs(length) // timedelta(microseconds=1)
    text = ""
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    seconds, fraction = divmod(rest, _SECOND)
    if seconds or fraction or not text:
        text += f"{seconds}{f'.{fraction:06}'.rstrip('0') if fraction else ''}S"
    return f"{'-' if length < timedelta(0) else ''}PT{text}"
