"""So many of something."""

from __future__ import annotations

from collections.abc import Iterable

from sla_plugin.domain.notice.rules import Unit
from sla_plugin.papers.languages import Both, Language

_ONE = {
    Unit.DAY: Both("{n} day", "{n} วัน"),
    Unit.BUSINESS_DAY: Both("{n} business day", "{n} วันทำการ"),
    Unit.WEEK: Both("{n} week", "{n} สัปดาห์"),
    Unit.MONTH: Both("{n} month", "{n} เดือน"),
    Unit.QUARTER: Both("{n} quarter", "{n} ไตรมาส"),
}
_MANY = {
    Unit.DAY: Both("{n} days", "{n} วัน"),
    Unit.BUSINESS_DAY: Both("{n} business days", "{n} วันทำการ"),
    Unit.WEEK: Both("{n} weeks", "{n} สัปดาห์"),
    Unit.MONTH: Both("{n} months", "{n} เดือน"),
    Unit.QUARTER: Both("{n} quarters", "{n} ไตรมาส"),
}
_COMMA = Both(", ", ", ")
_AND = Both(" and ", " และ ")
_OR = Both(" or ", " หรือ ")


def count_text(n: int, unit: Unit, language: Language) -> str:
    """`3 months`. `unit` is not BY_DAY_OF_MONTH, which counts nothing."""
    return (_ONE if n == 1 else _MANY)[unit](language, n=n)


def and_text(names: Iterable[str], language: Language) -> str:
    """`a, b and c`"""
    return _listed(tuple(names), _AND(language), language)


def or_text(names: Iterable[str], language: Language) -> str:
    return _listed(tuple(names), _OR(language), language)


def _listed(names: tuple[str, ...], last: str, language: Language) -> str:
    if len(names) < 2:
        return "".join(names)
    return _COMMA(language).join(names[:-1]) + last + names[-1]
