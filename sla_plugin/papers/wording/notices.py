"""Rules of notice and of cure, sentence by sentence. Nothing in here is legal advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.domain.notice.law import DISCLAIMER, Law
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticeRule, Roll, Unit
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.counts import count_text
from sla_plugin.papers.wording.dates import day_text

LAWS: Mapping[Law, Both] = {
    Law.DE: Both("German law", "กฎหมายเยอรมัน"),
    Law.TH: Both("Thai law", "กฎหมายไทย"),
    Law.GENERIC: Both("No law is named; the clauses decide", "ไม่ได้ระบุกฎหมาย ให้เป็นไปตามข้อสัญญา"),
}
SOURCES = Both("Notice is counted as in: {sources}.", "การนับเวลาบอกกล่าวอ้างอิง: {sources}")
NO_ADVICE = Both(DISCLAIMER, "ข้อความนี้เป็นการตีความที่ระบบนี้ใช้ ไม่ใช่คำแนะนำทางกฎหมาย")

_BY_DAY = Both(
    "What is received by day {n} of a month runs out with that month; what comes later, with the next.",
    "ที่ได้รับภายในวันที่ {n} ของเดือน ครบกำหนดเมื่อสิ้นเดือนนั้น ที่ได้รับหลังจากนั้นครบกำหนดเมื่อสิ้นเดือนถัดไป",
)
_PERIOD = Both("{period} from the day after receipt.", "{period} นับแต่วันถัดจากวันที่ได้รับหนังสือบอกกล่าว")
_MONTHS: Mapping[MonthRule, Both] = {
    MonthRule.CLAMP: Both(
        "Months are counted to the same day, or to the last one of a shorter month.",
        "นับเดือนไปถึงวันที่เดียวกัน หรือวันสุดท้ายของเดือนหากเดือนนั้นสั้นกว่า",
    ),
    MonthRule.CALENDAR: Both(
        "Months are counted from the day after receipt to the day before the corresponding one.",
        "นับเดือนตั้งแต่วันถัดจากวันที่ได้รับ จนถึงวันก่อนวันที่ตรงกัน",
    ),
}
_ROLLS: Mapping[Roll, Both] = {
    Roll.NONE: Both("A last day that is no business day stays as it is.", "วันสุดท้ายที่ไม่ใช่วันทำการไม่เลื่อน"),
    Roll.FOLLOWING: Both(
        "A last day that is no business day moves to the next one.",
        "หากวันสุดท้ายไม่ใช่วันทำการ ให้เลื่อนไปวันทำการถัดไป",
    ),
}
_ALIGNED: Mapping[Align, Both] = {
    Align.WEEK_END: Both("The last day moves on to the end of its week.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นสัปดาห์"),
    Align.MONTH_END: Both("The last day moves on to the end of its month.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นเดือน"),
    Align.QUARTER_END: Both("The last day moves on to the end of its quarter.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นไตรมาส"),
    Align.HALF_YEAR_END: Both(
        "The last day moves on to the end of its half-year.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นครึ่งปี"
    ),
    Align.YEAR_END: Both("The last day moves on to the end of its year.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นปี"),
    Align.TERM_END: Both("The last day moves on to the end of the term.", "เลื่อนวันสุดท้ายไปเป็นวันสิ้นระยะเวลาสัญญา"),
}
_FISCAL = frozenset({Align.QUARTER_END, Align.HALF_YEAR_END, Align.YEAR_END})
_FISCAL_YEAR = Both("The year begins with month {n}.", "ปีเริ่มต้นในเดือนที่ {n}")
_OPTION = Both(
    "If the period has run out by {by}, the last day is {ends} instead.",
    "หากครบกำหนดภายใน {by} ให้วันสุดท้ายเป็นวันที่ {ends} แทน",
)
_TOLLED = Both("Days of suspension are not counted.", "ไม่นับวันที่สัญญาถูกระงับ")


def rule_sentences(rule: NoticeRule, language: Language) -> Iterator[str]:
    """Each of its parts, as far as it makes a difference."""
    period = rule.period
    if period.unit is Unit.BY_DAY_OF_MONTH:
        yield _BY_DAY(language, n=period.value)
    else:
        yield _PERIOD(language, period=count_text(period.value, period.unit, language))
    if period.unit in (Unit.MONTH, Unit.QUARTER):
        yield _MONTHS[rule.month_rule](language)
    yield _ROLLS[rule.roll](language)
    if rule.align is not Align.NONE:
        yield _ALIGNED[rule.align](language)
    if rule.align in _FISCAL:
        yield _FISCAL_YEAR(language, n=rule.fiscal_year_start_month)
    if rule.option is not None:
        by, ends = day_text(rule.option.by, language), day_text(rule.option.ends_on, language)
        yield _OPTION(language, by=by, ends=ends)
    if rule.tolled_by_suspension:
        yield _TOLLED(language)
