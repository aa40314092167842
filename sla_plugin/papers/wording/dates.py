"""Days and instants as a reader of each language writes them, and beside them as ISO 8601 does."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.dates import BUDDHIST_ERA
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.amounts import NO_BREAK

_MONTHS = (
    Both("January", "มกราคม"),
    Both("February", "กุมภาพันธ์"),
    Both("March", "มีนาคม"),
    Both("April", "เมษายน"),
    Both("May", "พฤษภาคม"),
    Both("June", "มิถุนายน"),
    Both("July", "กรกฎาคม"),
    Both("August", "สิงหาคม"),
    Both("September", "กันยายน"),
    Both("October", "ตุลาคม"),
    Both("November", "พฤศจิกายน"),
    Both("December", "ธันวาคม"),
)
_AT = Both("{day}, {time}", "{day} เวลา {time}\u00a0น.")
_SPAN = Both("{since} to {until}", "{since} ถึง {until}")
_SINCE = Both("from {since}", "ตั้งแต่ {since}")
_UNTIL = Both("until {until}", "ถึง {until}")


def day_text(on: date, language: Language) -> str:
    """`1 April 2026 (2026-04-01)`, in Thai by the Buddhist era: `1 เมษายน 2569 (2026-04-01)`."""
    return f"{_day(on, language)} ({on.isoformat()})"


def instant_text(at: datetime, zone: str, language: Language) -> str:
    """To the second: `1 April 2026, 09:30:00 (2026-04-01T09:30:00+07:00)`."""
    local = at.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    return f"{_AT(language, day=_day(local, language), time=f'{local:%H:%M:%S}')} ({local.isoformat()})"


def span_text(since: date | None, until: date | None, language: Language) -> str | None:
    """Both inclusive; None where neither is stated."""
    if since is None:
        return None if until is None else _UNTIL(language, until=day_text(until, language))
    if until is None:
        return _SINCE(language, since=day_text(since, language))
    return _SPAN(language, since=day_text(since, language), until=day_text(until, language))


def _day(on: date, language: Language) -> str:
    year = on.year + (BUDDHIST_ERA if language is Language.TH else 0)
    return NO_BREAK.join((str(on.day), _MONTHS[on.month - 1](language), str(year)))
