"""The parts of a settlement, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.settlement import Item, Sum
from sla_plugin.papers.blocks import Block, Column, Facts, Lines, Remark, Section, Table
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.settlement_sheet import SettlementSheet
from sla_plugin.papers.wording.amounts import money_text
from sla_plugin.papers.wording.counts import and_text
from sla_plugin.papers.wording.dates import day_text, instant_text, span_text
from sla_plugin.papers.wording.lengths import length_text
from sla_plugin.papers.wording.names import metric_text
from sla_plugin.papers.wording.notices import NO_ADVICE
from sla_plugin.papers.wording.settlements import (
    GROUNDS,
    SIDES,
    STATES,
    VERDICTS,
    rule_text,
    said_text,
)

_NONE = Both("None.", "ไม่มี")
_CASE = Both("Parties, ground and scope", "คู่สัญญา เหตุ และขอบเขต")
_PARTIES = Both("Parties", "คู่สัญญา")
_GROUND = Both("Ground", "เหตุที่สิ้นสุด")
_ENDED_BY = Both("Ended by", "ผู้บอกเลิก")
_SCOPE = Both("Scope", "ขอบเขต")
_WHOLE = Both("the whole contract", "สัญญาทั้งฉบับ")
_NOTICE = Both("Notice", "หนังสือบอกกล่าว")
_SENT = Both("Sent", "ส่งเมื่อ")
_RECEIVED = Both("Received", "ได้รับเมื่อ")
_RECORDED = Both("Recorded", "บันทึกเมื่อ")
_SHOWN_BY = Both("Evidence (SHA-256)", "หลักฐาน (SHA-256)")
_END = Both("How the end came about", "ที่มาของวันสิ้นสุด")
_RULE = Both("Rule", "ข้อสัญญา")
_LAST_DAY = Both("Last day of service", "วันสุดท้ายของบริการ")
_ENDS_AT = Both("Nothing is measured from", "หยุดวัดผลตั้งแต่")
_STEP = Both("Step", "ขั้น")
_WHAT = Both("What", "รายการ")
_DATE = Both("Date", "วันที่")
_COUNTS = Both("Service levels until the end", "ระดับบริการจนถึงวันสิ้นสุด")
_LINE = Both("Service and level", "บริการและระดับ")
_PERIOD = Both("Period", "งวด")
_PARTIAL = Both("part of a month", "ไม่เต็มเดือน")
_MET = Both("Met", "ทัน")
_BREACHED = Both("Breached", "เกิน")
_CENSORED = Both("Not counted", "ไม่นับ")
_CLOCKS = Both("Clocks that the end closed", "นาฬิกาที่ปิดเมื่อสัญญาสิ้นสุด")
_TICKET = Both("Ticket", "รายการแจ้ง")
_METRIC = Both("Measured", "สิ่งที่วัด")
_VERDICT = Both("Result", "ผล")
_ELAPSED = Both("Time used", "เวลาที่ใช้")
_OVERRUN = Both("over by {length}", "เกิน {length}")
_SUMS: tuple[tuple[tuple[Item, ...], Both], ...] = (
    ((Item.CREDIT,), Both("Service credits", "เครดิตค่าบริการ")),
    ((Item.CHARGE, Item.PREPAID), Both("Recurring charges to the last day", "ค่าบริการจนถึงวันสุดท้าย")),
    ((Item.REFUND,), Both("Refunds of prepayments", "คืนเงินที่ชำระล่วงหน้า")),
    ((Item.FEE,), Both("Fee for the early end", "ค่าธรรมเนียมการเลิกก่อนกำหนด")),
)
_FOR = Both("For", "รายการ")
_BASIS = Both("How it is computed", "วิธีคำนวณ")
_AMOUNT = Both("Amount", "จำนวนเงิน")
_SUM = Both("Sum", "รวม")
_DUTIES = Both("Duties of the exit", "หน้าที่เมื่อสัญญาสิ้นสุด")
_DUE = Both("due {day}", "กำหนด {day}")
_SURVIVING = Both("Clauses that survive", "ข้อสัญญาที่มีผลต่อไป")
_UNWINDING = Both("Contracts that supported it", "สัญญาที่สนับสนุน")
_OWN = Both(
    "The provider's own contracts with others are no part of this paper. It keeps them on record under the "
    "same hash.",
    "สัญญาของผู้ให้บริการกับบุคคลอื่นไม่เป็นส่วนหนึ่งของเอกสารนี้ ผู้ให้บริการบันทึกไว้ต่างหากภายใต้ค่าแฮชเดียวกัน",
)
_COVER = Both("Cover of tickets that were open", "ความคุ้มครองของรายการที่ยังเปิดอยู่")
_COVERED_BY = Both("Covered from the end by", "คุ้มครองต่อโดยสัญญา")
_UNCOVERED = Both("nothing", "ไม่มี")
_DISPUTES = Both("Disputes reserved", "ข้อพิพาทที่สงวนไว้")
_DISPUTED = Both(
    "The end is disputed. What is listed here is in no total until it is decided.",
    "การสิ้นสุดยังมีข้อโต้แย้ง รายการในส่วนนี้ไม่รวมในยอดจนกว่าจะมีคำตัดสิน",
)
_APPROVALS = Both("Total, approvals and seal", "ยอดรวม การอนุมัติ และการผนึก")
_TOTAL_DUE = Both("The customer owes", "ผู้รับบริการต้องชำระ")
_TOTAL_BACK = Both("The customer gets back", "ผู้รับบริการได้รับคืน")
_APPROVED = Both("Approved by", "อนุมัติโดย")
_SEALED = Both("Sealed by", "ผนึกโดย")
_SEALED_AT = Both("Sealed", "ผนึกเมื่อ")
_HASH = Both("Hash (SHA-256)", "ค่าแฮช (SHA-256)")
_LATER = Both(
    "What is found out later is added beside this statement, which does not change.",
    "สิ่งที่พบภายหลังจะบันทึกเพิ่มต่างหาก โดยไม่แก้ไขเอกสารฉบับนี้",
)


def settlement_sections(sheet: SettlementSheet, language: Language) -> Iterator[Section]:
    """All fifteen, in the order of 60-termination; what there is nothing of says so."""
    yield _case(sheet, language)
    yield _evidence(sheet, language)
    yield _end(sheet, language)
    yield _counts(sheet, language)
    yield _clocks(sheet, language)
    for items, title in _SUMS:
        yield Section(title(language), _sums(sheet, items, title, language))
    yield _duties(sheet, language)
    yield _section(_SURVIVING, [Remark(one) for one in sheet.surviving], language)
    yield _unwinding(language)
    yield _cover(sheet, language)
    yield _disputes(sheet, language)
    yield _seal(sheet, language)


def total_text(sheet: SettlementSheet, language: Language) -> tuple[str, Lines]:
    is_back = sheet.total.amount < 0
    amount = -sheet.total if is_back else sheet.total
    return (_TOTAL_BACK if is_back else _TOTAL_DUE)(language), (money_text(amount),)


def _section(title: Both, blocks: Iterable[Block], language: Language) -> Section:
    return Section(title(language), tuple(blocks) or (Remark(_NONE(language)),))


def _case(sheet: SettlementSheet, language: Language) -> Section:
    scope = (_WHOLE(language),) if sheet.scope is None else sheet.scope
    return Section(
        _CASE(language),
        (
            Facts(
                (
                    (_PARTIES(language), sheet.parties),
                    (_GROUND(language), (GROUNDS[sheet.ground](language),)),
                    (_ENDED_BY(language), (SIDES[sheet.initiator](language),)),
                    (_SCOPE(language), scope),
                )
            ),
        ),
    )


def _evidence(sheet: SettlementSheet, language: Language) -> Section:
    shown = sheet.evidence
    instants = ((_SENT, shown.sent_at), (_RECEIVED, shown.received_at), (_RECORDED, shown.recorded_at))
    rows = [
        (label(language), (instant_text(at, sheet.zone, language),))
        for label, at in instants
        if at is not None
    ]
    rows.append((_SHOWN_BY(language), (shown.document or _NONE(language),)))
    return Section(_NOTICE(language), (Facts(tuple(rows)),))


def _end(sheet: SettlementSheet, language: Language) -> Section:
    facts = Facts(
        (
            (_RULE(language), (rule_text(sheet.rule, language),)),
            (_LAST_DAY(language), (day_text(sheet.effective_on, language),)),
            (_ENDS_AT(language), (instant_text(sheet.ends_at, sheet.zone, language),)),
        )
    )
    columns = (Column(_STEP(language), 2), Column(_WHAT(language), 10), Column(_DATE(language), 8))
    rows = tuple(
        ((one.rule,), (said_text(one.said, language),), (day_text(one.on, language),)) for one in sheet.trace
    )
    return Section(_END(language), (facts, Table(_END(language), columns, rows), Remark(NO_ADVICE(language))))


def _counts(sheet: SettlementSheet, language: Language) -> Section:
    columns = (
        Column(_LINE(language), 7),
        Column(_PERIOD(language), 8),
        Column(_MET(language), 2, is_number=True),
        Column(_BREACHED(language), 2.4, is_number=True),
        Column(_CENSORED(language), 3, is_number=True),
    )
    rows: list[tuple[Lines, ...]] = []
    for one in sheet.counts:
        span = span_text(one.since, one.until, language) or ""
        period = (span, _PARTIAL(language)) if one.is_partial else (span,)
        figures = ((str(one.met),), (str(one.breached),), (str(one.censored),))
        rows.append(((one.service, one.level), period, *figures))
    return _section(_COUNTS, _table(_COUNTS, columns, rows, language), language)


def _clocks(sheet: SettlementSheet, language: Language) -> Section:
    columns = (
        Column(_TICKET(language), 4),
        Column(_METRIC(language), 5),
        Column(_VERDICT(language), 7),
        Column(_ELAPSED(language), 4, is_number=True),
    )
    rows: list[tuple[Lines, ...]] = []
    for one in sheet.clocks:
        used = [length_text(one.elapsed, language)]
        if one.overrun is not None:
            used.append(_OVERRUN(language, length=length_text(one.overrun, language)))
        verdict = VERDICTS[one.verdict](language) if one.verdict in VERDICTS else one.verdict
        rows.append(((one.ticket,), (metric_text(one.metric, language),), (verdict,), tuple(used)))
    return _section(_CLOCKS, _table(_CLOCKS, columns, rows, language), language)


def _sums(
    sheet: SettlementSheet, items: tuple[Item, ...], title: Both, language: Language
) -> tuple[Block, ...]:
    found = [one for one in sheet.sums if one.item in items]
    if not found:
        return (Remark(_NONE(language)),)
    columns = (
        Column(_FOR(language), 6),
        Column(_BASIS(language), 9),
        Column(_AMOUNT(language), 5, is_number=True),
    )
    rows: tuple[tuple[Lines, ...], ...] = tuple(
        ((_what(one, language),), (said_text(one.basis, language),), (money_text(one.amount),))
        for one in found
    )
    total = sum((one.amount for one in found), Money.none(sheet.total.currency))
    return (Table(title(language), columns, rows, ((_SUM(language), money_text(total)),)),)


def _what(one: Sum, language: Language) -> str:
    """A credit is for a metric."""
    return metric_text(one.what, language) if one.item is Item.CREDIT else said_text(one.what, language)


def _duties(sheet: SettlementSheet, language: Language) -> Section:
    """Not as a table: a hash needs the width of a page."""
    rows = tuple(
        (
            one.what,
            (
                one.kind,
                _DUE(language, day=day_text(one.due_on, language)),
                STATES[ObligationState(one.state)](language),
                *filter(None, [one.evidence]),
            ),
        )
        for one in sheet.duties
    )
    return _section(_DUTIES, [Facts(rows)] if rows else [], language)


def _unwinding(language: Language) -> Section:
    return Section(_UNWINDING(language), (Remark(_OWN(language)),))


def _cover(sheet: SettlementSheet, language: Language) -> Section:
    columns = (Column(_TICKET(language), 8), Column(_COVERED_BY(language), 12))
    rows: list[tuple[Lines, ...]] = [
        ((one.ticket,), (one.by or _UNCOVERED(language),)) for one in sheet.cover
    ]
    return _section(_COVER, _table(_COVER, columns, rows, language), language)


def _disputes(sheet: SettlementSheet, language: Language) -> Section:
    if not sheet.is_disputed:
        return _section(_DISPUTES, (), language)
    reserved = _sums(sheet, (Item.RESERVED,), _DISPUTES, language)
    return Section(_DISPUTES(language), tuple(chain((Remark(_DISPUTED(language)),), reserved)))


def _seal(sheet: SettlementSheet, language: Language) -> Section:
    rows = (
        total_text(sheet, language),
        (_APPROVED(language), (and_text(sheet.approved_by, language),)),
        (_SEALED(language), (sheet.sealed_by,)),
        (_SEALED_AT(language), (instant_text(sheet.drawn_up_at, sheet.zone, language),)),
        (_HASH(language), (sheet.content_hash,)),
    )
    return Section(_APPROVALS(language), (Facts(rows), Remark(_LATER(language))))


def _table(
    title: Both, columns: tuple[Column, ...], rows: list[tuple[Lines, ...]], language: Language
) -> tuple[Block, ...]:
    return (Table(title(language), columns, tuple(rows)),) if rows else ()
