"""Dates and instants as people and machines write them; whatever is ambiguous is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sla_plugin.errors import BadInput, Code

ONE_DAY = timedelta(days=1)
BUDDHIST_ERA = 543
"""Years by which Thailand's calendar is ahead of the Gregorian one."""

_LATEST_PLAUSIBLE = 2400
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_Read = TypeVar("_Read", date, datetime)


def parse_date(text: str, *, field: str | None = None) -> date:
    """`YYYY-MM-DD`. BadInput `date.buddhist_era` with the Gregorian date suggested, or `date.malformed`."""
    return _plausible(text, _read_date, "Write it as 2026-04-13.", field)


def parse_instant(text: str, *, field: str | None = None) -> datetime:
    """An RFC 3339 instant, as UTC. BadInput `instant.naive` without an offset, or as for dates."""
    parsed = _plausible(text, _read_instant, "Write it as 2026-04-13T09:00:00Z.", field)
    if parsed.tzinfo is None:
        raise BadInput(
            Code.INSTANT_NAIVE,
            f"{text!r} does not say in which zone.",
            hint="Add Z, or an offset such as +07:00.",
            field=field,
        )
    try:
        return parsed.astimezone(UTC)
    except OverflowError:
        raise BadInput(
            Code.DATE_MALFORMED, f"{text!r} is out of range.", hint="Check its year.", field=field
        ) from None


def _plausible(text: str, read: Callable[[str], _Read | None], hint: str, field: str | None) -> _Read:
    parsed = read(text)
    if parsed is not None and parsed.year <= _LATEST_PLAUSIBLE:
        return parsed
    gregorian = _from_buddhist_era(text)
    if gregorian is not None and read(gregorian) is not None:
        raise BadInput(
            Code.DATE_BUDDHIST_ERA,
            f"{text!r} has a year of the Buddhist era.",
            hint=f"Did you mean {gregorian}?",
            field=field,
        )
    problem = "is no date or instant of the form that is taken" if parsed is None else "is too far ahead"
    raise BadInput(Code.DATE_MALFORMED, f"{text!r} {problem}.", hint=hint, field=field)


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except (ValueError, TypeError):
        return None


def _read_instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None


def _from_buddhist_era(text: str) -> str | None:
    """The year alone is read, because 29 February 2567 of that era is no date of the Gregorian 2567."""
    year = _YEAR.match(text) if isinstance(text, str) else None
    if year is None or not _LATEST_PLAUSIBLE < int(year[0]) <= _LATEST_PLAUSIBLE + BUDDHIST_ERA:
        return None
    return f"{int(year[0]) - BUDDHIST_ERA:04}{text[4:]}"
