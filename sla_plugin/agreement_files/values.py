"""Single values: how each is written in a file, and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.domain.calendar_spans import CalendarSpan, parse_span
from sla_plugin.domain.dates import parse_date, parse_instant
from sla_plugin.domain.durations import parse_duration
from sla_plugin.domain.metrics import METRIC_NAME, MetricName
from sla_plugin.errors import BadInput, Code

E = TypeVar("E", bound=StrEnum)

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)


TARGET_KEYS = frozenset({"working_days", "days", "until", "agreed_or"})
"""Without quotes they make a target; a priority that is called so stands in quotes."""


class Plain(str):
    """Written without quotes: a number, a truth, an instant."""

    __slots__ = ()


def text(at: Cursor) -> str:
    """Of at least one character that can be seen."""
    written = at.text()
    if not written.strip():
        raise BadInput(Code.FILE_VALUE, "An empty text says nothing.", hint="Leave the key out, or fill it.")
    return written


def any_text(at: Cursor) -> str:
    return at.text()


def duration(at: Cursor) -> timedelta:
    """`PT4H`"""
    return parse_duration(at.text())


def span(at: Cursor) -> CalendarSpan:
    """`P6M`"""
    return parse_span(at.text())


def day(at: Cursor) -> date:
    """`2026-01-01`"""
    return parse_date(at.text())


def date_or_instant(at: Cursor) -> date | datetime:
    """`2026-01-01`, or an instant with its offset."""
    written = at.text()
    return parse_instant(written) if len(written) > len("2026-01-01") else parse_date(written)


def instant(at: Cursor) -> datetime:
    """`2026-01-01T00:00:00+07:00`"""
    return parse_instant(at.text())


def clock_time(at: Cursor) -> time:
    """`16:00`"""
    written = at.text()
    if not _CLOCK.fullmatch(written):
        raise BadInput(
            Code.TIME_MALFORMED,
            f"{written!r} is no time of day.",
            hint="Write it as 09:00, from 00:00 to 23:59.",
        )
    return time.fromisoformat(written)


def whole_number(at: Cursor) -> int:
    written = at.text()
    if not _WHOLE.fullmatch(written):
        raise BadInput(Code.NUMBER_MALFORMED, f"{written!r} is no whole number.", hint="Write it as 2.")
    return int(written)


def number(at: Cursor) -> Decimal:
    return exact(at.text())


def exact(written: str) -> Decimal:
    if not _NUMBER.fullmatch(written):
        raise BadInput(
            Code.NUMBER_MALFORMED,
            f"{written!r} is no number.",
            hint="Write it as 4 or 4.5: a point, and nothing between thousands.",
        )
    return Decimal(written)


def percent(at: Cursor) -> Decimal:
    """`75%` as 75."""
    return percent_of(at.text())


def percent_of(written: str) -> Decimal:
    if not written.endswith("%") or not _NUMBER.fullmatch(written.removesuffix("%")):
        raise BadInput(
            Code.NUMBER_MALFORMED,
            f"{written!r} is no percentage.",
            hint="Write it with its sign: 95%, 99.5%.",
        )
    return Decimal(written.removesuffix("%"))


def share(at: Cursor) -> Decimal:
    """`95%` as 0.95, to the last digit."""
    return _shifted(percent(at), -2)


def truth(at: Cursor) -> bool:
    written = at.text()
    if written not in _TRUTHS:
        raise BadInput(
            Code.FILE_VALUE, f"{written!r} is neither true nor false.", hint="Write true or false."
        )
    return _TRUTHS[written]


_TRUTHS = {"true": True, "false": False}


def metric(at: Cursor) -> MetricName:
    """By its form. Whether it is defined, the tenant knows."""
    return metric_name(at.text())


def metric_name(written: str) -> MetricName:
    if not METRIC_NAME.fullmatch(written):
        raise BadInput(
            Code.METRIC_MALFORMED,
            f"{written!r} is no name of a metric.",
            hint="Write it in capitals, as RESOLUTION or CALL_BACK.",
        )
    return written


def one_of(kind: type[E]) -> Callable[[Cursor], E]:
    """By its name, in capitals."""

    def read(at: Cursor) -> E:
        return chosen(kind, at.text())

    return read


def chosen(kind: type[E], written: str) -> E:
    names = {member.value: member for member in kind}
    if written not in names:
        near = get_close_matches(written.upper(), names, n=1)
        raise BadInput(
            Code.FILE_VALUE,
            f"{written!r} is none of the values that this can have.",
            hint=f"Did you mean {near[0]}?" if near else f"They are {', '.join(names)}.",
        )
    return names[written]


def percent_form(of: Decimal) -> str:
    """75 as `75%`."""
    return f"{_digits(of)}%"


def share_form(of: Decimal) -> str:
    """0.95 as `95%`."""
    return percent_form(_shifted(of, 2))


def number_form(of: Decimal) -> Plain:
    return Plain(_digits(of))


def whole_form(of: int) -> Plain:
    return Plain(of)


def truth_form(of: bool) -> Plain:
    return Plain("true" if of else "false")


def clock_form(of: time) -> str:
    """`16:00`, and seconds only where there are any."""
    return of.strftime("%H:%M") if of.replace(hour=0, minute=0) == time() else of.isoformat()


def day_form(of: date | None) -> Plain | None:
    return None if of is None else Plain(of.isoformat())


def instant_form(of: date | datetime) -> Plain:
    """In UTC."""
    if isinstance(of, datetime):
        return Plain(of.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    return Plain(of.isoformat())


def _digits(of: Decimal) -> str:
    """Without zeros that say nothing."""
    written = f"{of:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _shifted(of: Decimal, places: int) -> Decimal:
    """By construction: an operation would round to the context's precision."""
    sign, digits, exponent = of.as_tuple()
    assert isinstance(exponent, int), "a share is a finite number"
    return Decimal((sign, digits, exponent + places))
