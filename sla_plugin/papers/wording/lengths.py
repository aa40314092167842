"""Lengths of time and the targets made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.dates import instant_text

_HOURS = Both("{n} h", "{n} ชม.")
_MINUTES = Both("{n} min", "{n} นาที")
_SECONDS = Both("{n} s", "{n} วินาที")
_AT_ONCE = Both("at once", "ทันที")
_DAYS_LATER = (
    Both("within the same working day", "ภายในวันทำการเดียวกัน"),
    Both("1 working day", "1 วันทำการ"),
    Both("{n} working days", "{n} วันทำการ"),
)
_END_OF_DAY = (
    Both("by the end of the same working day", "ภายในสิ้นวันทำการเดียวกัน"),
    Both("by the end of the next working day", "ภายในสิ้นวันทำการถัดไป"),
    Both("by the end of the {nth} working day after", "ภายในสิ้นวันทำการที่ {n} นับแต่วันถัดไป"),
)
_BY_TIME = (
    Both("by {time} of the same working day", "ภายใน {time} น. ของวันทำการเดียวกัน"),
    Both("by {time} of the next working day", "ภายใน {time} น. ของวันทำการถัดไป"),
    Both("by {time} of the {nth} working day after", "ภายใน {time} น. ของวันทำการที่ {n} นับแต่วันถัดไป"),
)
_CUT_OFF = Both("; what comes after {time}, one working day later", " หากแจ้งหลัง {time} น. เลื่อนไปอีกหนึ่งวันทำการ")
_UNTIL = Both("by {instant}", "ภายใน {instant}")
_AGREED = Both(
    "as agreed for the ticket, else {otherwise}", "ตามที่ตกลงกันในแต่ละรายการแจ้ง หรือหากไม่ได้ตกลงไว้ {otherwise}"
)


def length_text(length: timedelta, language: Language) -> str:
    """`4 h`, `2 h 30 min`, exact to the second."""
    return " ".join(_parts(length, language)) or _AT_ONCE(language)


def _parts(length: timedelta, language: Language) -> Iterator[str]:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    for n, unit in ((hours, _HOURS), (minutes, _MINUTES), (seconds, _SECONDS)):
        if n:
            yield unit(language, n=n)


def target_text(target: Target, zone: str, language: Language) -> str:
    """`zone`: in which an instant is told."""
    match target:
        case WorkingDuration(duration):
            return length_text(duration, language)
        case WorkingDays(days, at_end):
            return (_END_OF_DAY if at_end else _DAYS_LATER)[min(days, 2)](language, n=days, nth=_nth(days))
        case ByTime(days, at, cutoff):
            said = _BY_TIME[min(days, 2)](language, n=days, nth=_nth(days), time=f"{at:%H:%M}")
            return said + (_CUT_OFF(language, time=f"{cutoff:%H:%M}") if cutoff else "")
        case Until(instant):
            return _UNTIL(language, instant=instant_text(instant, zone, language))
        case Agreed(otherwise):
            return _AGREED(language, otherwise=target_text(otherwise, zone, language))


def _nth(n: int) -> str:
    """In English only; Thai counts with plain numbers."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
