"""When a calendar is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sla_plugin.domain.calendars import WEEKDAYS, Calendar
from sla_plugin.domain.local_hours import DAY, Hours, hours_as_pairs
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.counts import and_text

_DAYS = (
    Both("Monday", "จันทร์"),
    Both("Tuesday", "อังคาร"),
    Both("Wednesday", "พุธ"),
    Both("Thursday", "พฤหัสบดี"),
    Both("Friday", "ศุกร์"),
    Both("Saturday", "เสาร์"),
    Both("Sunday", "อาทิตย์"),
)
_ALWAYS = Both("every day, around the clock", "ทุกวัน ตลอด 24 ชั่วโมง")
_RUN = Both("{first} to {last}", "วัน{first}ถึงวัน{last}")
_SINGLE = Both("{day}", "วัน{day}")
_EVERY_DAY = Both("every day", "ทุกวัน")
_OPEN = Both("{days} {hours}", "{days} เวลา {hours} น.")
_OPEN_ALL_DAY = Both("{days} all day", "{days} ตลอดวัน")
_IN_ZONE = Both("{hours} (local time in {zone})", "{hours} (ตามเวลาท้องถิ่น {zone})")
_HOLIDAYS = Both(", except on the holidays of this calendar", " ยกเว้นวันหยุดตามปฏิทินนี้")
_SPECIAL = Both("; special days of this calendar have hours of their own", " วันพิเศษตามปฏิทินนี้มีเวลาเฉพาะ")
_NEVER_WEEKLY = Both("on special days only", "เฉพาะวันพิเศษ")


def hours_text(calendar: Calendar, language: Language) -> str:
    """`Monday to Friday 08:00–17:00, Saturday 09:00–12:00 (local time in Asia/Bangkok), except …`"""
    week = ", ".join(_week(calendar, language)) or _NEVER_WEEKLY(language)
    said = _IN_ZONE(language, hours=week, zone=calendar.time_zone)
    if calendar.holidays:
        said += _HOLIDAYS(language)
    return said + (_SPECIAL(language) if calendar.special_days else "")


def _week(calendar: Calendar, language: Language) -> Iterator[str]:
    """Days with the same hours that follow each other are told together."""
    days = range(len(WEEKDAYS))
    if all(_is_whole(calendar.hours.get(day, Hours())) for day in days):
        yield _ALWAYS(language)
        return
    for hours, run in groupby(days, key=lambda day: calendar.hours.get(day, Hours())):
        if hours:
            yield _open(_run(list(run), language), hours, language)


def _open(days: str, hours: Hours, language: Language) -> str:
    if _is_whole(hours):
        return _OPEN_ALL_DAY(language, days=days)
    pairs = [f"{opens}–{closes}" for opens, closes in hours_as_pairs(hours)]
    return _OPEN(language, days=days, hours=and_text(pairs, language))


def _run(days: Sequence[int], language: Language) -> str:
    first, last = _DAYS[days[0]](language), _DAYS[days[-1]](language)
    if len(days) == len(WEEKDAYS):
        return _EVERY_DAY(language)
    return _SINGLE(language, day=first) if len(days) == 1 else _RUN(language, first=first, last=last)


def _is_whole(hours: Hours) -> bool:
    return hours == ((0, DAY),)
