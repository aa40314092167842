"""What is bought, and for how much."""

from __future__ import annotations

from sla_plugin.papers.blocks import Block, Column, Lines, Remark, Section, Table
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet, SheetLine
from sla_plugin.papers.wording.amounts import amount_text, money_text, number_text
from sla_plugin.papers.wording.dates import span_text
from sla_plugin.papers.wording.names import BILLING, TOTALS

_TITLE = Both("Services and prices", "บริการและราคา")
_NUMBER = Both("No.", "ที่")
_SERVICE = Both("Service", "บริการ")
_SITE = Both("Site", "สถานที่")
_QUANTITY = Both("Quantity", "จำนวน")
_UNIT_PRICE = Both("Unit price, {currency}", "ราคาต่อหน่วย ({currency})")
_AMOUNT = Both("Amount, {currency}", "จำนวนเงิน ({currency})")
_LEVEL = Both("Service level: {level}, version {version}", "ระดับบริการ: {level} ฉบับที่ {version}")
_LEVEL_ONLY = Both("Service level: {level}", "ระดับบริการ: {level}")
_NO_LEVEL = Both("no service level yet", "ยังไม่ได้กำหนดระดับบริการ")
_ALL_SITES = Both("all", "ทุกแห่ง")
_UNPRICED = Both("not agreed yet", "ยังไม่ได้ตกลง")
_UNPRICED_REMARK = Both(
    "Lines whose price is not agreed yet are in no total.", "ยอดรวมไม่รวมรายการที่ยังไม่ได้ตกลงราคา"
)
_ROUNDED = Both(
    "Amounts are rounded half up, line by line, to the smallest coin of {currency}.",
    "ปัดเศษครึ่งขึ้นทีละรายการตามหน่วยย่อยที่สุดของ {currency}",
)


def lines_section(sheet: ContractSheet, language: Language) -> Section:
    columns = (
        Column(_NUMBER(language), 1.1),
        Column(_SERVICE(language), 8),
        Column(_SITE(language), 5.2),
        Column(_QUANTITY(language), 2.3, is_number=True),
        Column(_UNIT_PRICE(language, currency=sheet.currency), 3.7, is_number=True),
        Column(_AMOUNT(language, currency=sheet.currency), 4, is_number=True),
    )
    rows = tuple(_row(n, line, language) for n, line in enumerate(sheet.lines, start=1))
    totals = tuple((TOTALS[billing](language), money_text(amount)) for billing, amount in sheet.totals)
    return Section(
        _TITLE(language),
        (Table(_TITLE(language), columns, rows, totals), *_remarks(sheet, language)),
    )


def _row(number: int, line: SheetLine, language: Language) -> tuple[Lines, ...]:
    price, amount = line.unit_price, line.amount
    unpriced = (_UNPRICED(language), BILLING[line.billing](language))
    return (
        (str(number),),
        _service(line, language),
        (line.site or _ALL_SITES(language),),
        (number_text(line.quantity),),
        unpriced if price is None else (amount_text(price), BILLING[line.billing](language)),
        ("–",) if amount is None else (amount_text(amount),),
    )


def _service(line: SheetLine, language: Language) -> Lines:
    said = [line.service, _level(line, language)]
    span = span_text(line.starts_on, line.ends_on, language)
    return tuple(said if span is None else [*said, span])


def _level(line: SheetLine, language: Language) -> str:
    if line.level is None:
        return _NO_LEVEL(language)
    if line.level_version is None:
        return _LEVEL_ONLY(language, level=line.level)
    return _LEVEL(language, level=line.level, version=line.level_version)


def _remarks(sheet: ContractSheet, language: Language) -> tuple[Block, ...]:
    said = [_ROUNDED(language, currency=sheet.currency)] if sheet.totals else []
    if any(line.unit_price is None for line in sheet.lines):
        said.append(_UNPRICED_REMARK(language))
    return (Remark(" ".join(said)),) if said else ()
