"""Dates and instants as people and machines write them; whatever is ambiguous is refused, never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sla_plugin.errors import BadInput, Code

BUDDHIST_ERA = 543
"""Years by which Thailand's calendar is ahead of the Gregorian one."""

_LATEST_PLAUSIBLE = 2400


def parse_date(text: str, *, field: str | None = None) -> date:
    """An ISO date. BadInput `date.buddhist_era` with the Gregorian date suggested, or `date.malformed`."""
    try:
        parsed = date.fromisoformat(text)
    except (ValueError, TypeError):
        raise BadInput(
            Code.DATE_MALFORMED, f"{text!r} is no date.", hint="Write it as 2026-04-13.", field=field
        ) from None
    _refuse_buddhist_year(parsed, text, field)
    return parsed


def parse_instant(text: str, *, field: str | None = None) -> datetime:
    """An RFC 3339 instant, as UTC. BadInput `instant.naive` without an offset."""
    try:
        parsed = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise BadInput(
            Code.DATE_MALFORMED,
            f"{text!r} is no instant.",
            hint="Write it as 2026-04-13T09:00:00Z.",
            field=field,
        ) from None
    if parsed.tzinfo is None:
        raise BadInput(
            Code.INSTANT_NAIVE,
            f"{text!r} does not say in which zone.",
            hint="Add Z, or an offset such as +07:00.",
            field=field,
        )
    _refuse_buddhist_year(parsed, text, field)
    try:
        return parsed.astimezone(UTC)
    except OverflowError:
        raise BadInput(Code.DATE_MALFORMED, f"{text!r} is out of range.", field=field) from None


def _refuse_buddhist_year(parsed: date, text: str, field: str | None) -> None:
    if parsed.year <= _LATEST_PLAUSIBLE:
        return
    raise BadInput(
        Code.DATE_BUDDHIST_ERA,
        f"{text!r} has a year of the Buddhist era.",
        hint=f"Did you mean {parsed.year - BUDDHIST_ERA:04}{text[4:]}?",
        field=field,
    )
