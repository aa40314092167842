"""What a settlement is told with: its grounds, verdicts and states, and how its figures came about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.notice.rules import Align, Unit
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground, Timing
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.counts import count_text
from sla_plugin.papers.wording.dates import day_text

GROUNDS: Mapping[Ground, Both] = {
    Ground.CONVENIENCE: Both("notice without cause", "บอกเลิกโดยไม่มีเหตุ"),
    Ground.CAUSE_CURABLE: Both("a breach that was not put right", "การผิดสัญญาที่ไม่ได้แก้ไข"),
    Ground.CAUSE_INCURABLE: Both("a breach that cannot be put right", "การผิดสัญญาที่แก้ไขไม่ได้"),
    Ground.NON_RENEWAL: Both("not renewed", "ไม่ต่ออายุสัญญา"),
    Ground.EXPIRY: Both("the term is over", "ครบระยะเวลาสัญญา"),
    Ground.MUTUAL: Both("agreed by both sides", "ตกลงเลิกสัญญากัน"),
    Ground.INSOLVENCY: Both("insolvency", "มีหนี้สินล้นพ้นตัว"),
    Ground.REGULATORY: Both("order of an authority", "คำสั่งของหน่วยงานรัฐ"),
    Ground.FORCE_MAJEURE: Both("force majeure", "เหตุสุดวิสัย"),
    Ground.SWITCHING: Both("change to another provider", "เปลี่ยนผู้ให้บริการ"),
    Ground.CHANGE_OF_CONTROL: Both("change of control", "เปลี่ยนแปลงอำนาจควบคุมกิจการ"),
    Ground.REPLACEMENT: Both("replaced by another contract", "มีสัญญาอื่นแทน"),
    Ground.VOID: Both("void", "เป็นโมฆะ"),
}
SIDES: Mapping[Side, Both] = {
    Side.CUSTOMER: Both("the customer", "ผู้รับบริการ"),
    Side.PROVIDER: Both("the provider", "ผู้ให้บริการ"),
}
STATES: Mapping[ObligationState, Both] = {
    ObligationState.OPEN: Both("open", "ยังไม่เสร็จ"),
    ObligationState.DONE: Both("done", "เสร็จแล้ว"),
    ObligationState.WAIVED: Both("waived", "ยกเว้นให้"),
    ObligationState.LAPSED: Both("lapsed", "สิ้นผล"),
}
VERDICTS: Mapping[str, Both] = {
    "MET": Both("met", "ทันกำหนด"),
    "BREACHED": Both("breached", "เกินกำหนด"),
    "CENSORED": Both("closed by the end, not counted", "ปิดเมื่อสัญญาสิ้นสุด ไม่นับผล"),
}
_TIMINGS: Mapping[Timing, Both] = {
    Timing.NOTICE: Both("by notice", "โดยการบอกกล่าว"),
    Timing.TERM: Both("by notice, with the term", "โดยการบอกกล่าว สิ้นสุดพร้อมระยะเวลาสัญญา"),
    Timing.SWITCHING: Both("by notice of a change of provider", "โดยการบอกกล่าวเปลี่ยนผู้ให้บริการ"),
    Timing.IMMEDIATE: Both("at once", "ทันที"),
    Timing.AGREED: Both("on the day agreed", "ในวันที่ตกลงกัน"),
    Timing.TERM_OVER: Both("with the term", "เมื่อครบระยะเวลาสัญญา"),
}
_ALIGNED: Mapping[Align, Both] = {
    Align.NONE: Both("to the day", "นับถึงวัน"),
    Align.WEEK_END: Both("to the end of the week", "ถึงสิ้นสัปดาห์"),
    Align.MONTH_END: Both("to the end of the month", "ถึงสิ้นเดือน"),
    Align.QUARTER_END: Both("to the end of the quarter", "ถึงสิ้นไตรมาส"),
    Align.HALF_YEAR_END: Both("to the end of the half-year", "ถึงสิ้นครึ่งปี"),
    Align.YEAR_END: Both("to the end of the year", "ถึงสิ้นปี"),
    Align.TERM_END: Both("to the end of the term", "ถึงสิ้นระยะเวลาสัญญา"),
}
_BY_DAY = Both("by day {n} of a month", "ภายในวันที่ {n} ของเดือน")
_RULE = Both("{timing}: {period}, {align}", "{timing}: {period} {align}")
_EXACT: Mapping[str, Both] = {
    "received; this day is not counted": Both(
        "received; this day is not counted", "ได้รับหนังสือบอกกล่าว ไม่นับวันนี้"
    ),
    "suspended days are not counted": Both("suspended days are not counted", "ไม่นับวันที่สัญญาถูกระงับ"),
    "the next business day": Both("the next business day", "เลื่อนไปวันทำการถัดไป"),
    "not before the agreed minimum": Both("not before the agreed minimum", "ไม่ก่อนวันขั้นต่ำที่ตกลงไว้"),
    "as late as was asked for": Both("as late as was asked for", "ตามวันที่ขอ"),
    "at the instant of receipt": Both("at the instant of receipt", "ทันทีที่ได้รับ"),
    "when business opens on the deemed day of receipt": Both(
        "when business opens on the deemed day of receipt", "เมื่อเปิดทำการในวันที่ถือว่าได้รับ"
    ),
    "as was stated": Both("as was stated", "ตามวันที่ระบุ"),
    "the term runs out": Both("the term runs out", "ครบระยะเวลาสัญญา"),
    "early end": Both("early end", "เลิกก่อนครบระยะเวลา"),
}
_IN_TIME = Both("in time for the option of {day}", "ทันใช้สิทธิภายใน {day}")
_TOO_LATE = Both("too late for the option of {day}", "ไม่ทันใช้สิทธิภายใน {day}")
_MOVED = Both("moved on {align}", "เลื่อน{align}")
_ENDS_WITH = Both("ends with {number}", "สิ้นสุดพร้อมสัญญาเลขที่ {number}")
_PART = Both("{used} of {all} days of {price}", "{used} จาก {all} วัน ของ {price}")
_PREPAID = Both(
    "{amount} for {since} to {until}, used to {on}", "{amount} สำหรับ {since} ถึง {until} ใช้ถึง {on}"
)
_CREDIT = Both("for the month from {day}", "ของงวดตั้งแต่ {day}")
_MONTHS = Both("charges of {n} months", "ค่าบริการ {n} เดือน")
_REMAINING = Both("{n} of the charges until the term ends", "{n} ของค่าบริการจนสิ้นระยะเวลาสัญญา")

_PERIOD_TEXT = re.compile(r"(\d+) ([A-Z_]+)", re.ASCII)
_RULE_TEXT = re.compile(r"([A-Z_]+): (.+), ([A-Z_]+)", re.ASCII)


def rule_text(rule: str, language: Language) -> str:
    """`NOTICE: 1 MONTH, MONTH_END` as a reader says it."""
    if stated := _RULE_TEXT.fullmatch(rule):
        return _RULE(
            language,
            timing=_TIMINGS[Timing(stated[1])](language),
            period=_period(stated[2], language),
            align=_ALIGNED[Align(stated[3])](language),
        )
    return _TIMINGS[Timing(rule)](language) if rule in set(Timing) else rule


def said_text(said: str, language: Language) -> str:
    """A step of a trace, or what a sum is for, or is based on. What has no words of its own stands as it
    is."""
    if said in _EXACT:
        return _EXACT[said](language)
    if stated := re.fullmatch(r"(in time|too late) for the option of (\S+)", said):
        wording = _IN_TIME if stated[1] == "in time" else _TOO_LATE
        return wording(language, day=_day(stated[2], language))
    if stated := re.fullmatch(r"moved on to ([A-Z_]+)", said):
        return _MOVED(language, align=_ALIGNED[Align(stated[1])](language))
    if stated := re.fullmatch(r"ends with (.+)", said):
        return _ENDS_WITH(language, number=stated[1])
    return _sum_text(said, language)


def _sum_text(said: str, language: Language) -> str:
    if stated := re.fullmatch(r"(\d+) of (\d+) days of (\S+)", said):
        return _PART(language, used=stated[1], all=stated[2], price=stated[3])
    if stated := re.fullmatch(r"(\S+) for (\S+) to (\S+), used to (\S+)", said):
        since, until, on = (_day(stated[n], language) for n in (2, 3, 4))
        return _PREPAID(language, amount=stated[1], since=since, until=until, on=on)
    if stated := re.fullmatch(r"[A-Z_]+ for (\d{4}-\d\d-\d\d)", said):
        return _CREDIT(language, day=_day(stated[1], language))
    if stated := re.fullmatch(r"(\S+) (MONTHS|REMAINING)", said):
        return (_MONTHS if stated[2] == "MONTHS" else _REMAINING)(language, n=stated[1])
    return _period(said, language)


def _period(said: str, language: Language) -> str:
    if stated := re.fullmatch(r"by day (\d+)", said):
        return _BY_DAY(language, n=stated[1])
    stated = _PERIOD_TEXT.fullmatch(said)
    if stated is None or stated[2] not in set(Unit):
        return said
    return count_text(int(stated[1]), Unit(stated[2]), language)


def _day(stated: str, language: Language) -> str:
    return day_text(date.fromisoformat(stated), language)
