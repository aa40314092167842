"""A settlement on paper: all fifteen parts, in both languages, with every figure in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from sla_plugin.domain.notice.rules import Align, NoticePeriod, Unit
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground, Timing
from sla_plugin.domain.termination.settlement import Evidence, Item, Sum
from sla_plugin.papers.html import to_html
from sla_plugin.papers.languages import Language
from sla_plugin.papers.pdf import to_pdf
from sla_plugin.papers.settlement_sheet import SettlementSheet, SheetClock, SheetCover
from sla_plugin.papers.wording.settlements import GROUNDS, rule_text, said_text
from tests.support.settlement_sheets import SETTLEMENT, euros

EN, TH = Language.EN, Language.TH
THAI = re.compile(r"[\u0e00-\u0e7f]")
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

EMPTY = replace(
    SETTLEMENT, counts=(), clocks=(), sums=(), duties=(), surviving=(), cover=(),
    is_disputed=False, total=euros("0.00"),
)  # fmt: skip


def _text(sheet: SettlementSheet, language: Language = EN) -> str:
    """What is read of the page."""
    page = re.sub(r"<style>.*?</style>", "", to_html(sheet, language), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " "))


def _headings(sheet: SettlementSheet, language: Language) -> list[tuple[str, str]]:
    return re.findall(r"<h2>(\d+)\. ([^<]+)</h2>", to_html(sheet, language))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("sheet", [SETTLEMENT, EMPTY], ids=["full", "empty"])
def test_all_fifteen_parts_are_there_even_where_there_is_nothing_of_them(
    sheet: SettlementSheet, language: Language
) -> None:
    headings = _headings(sheet, language)
    assert [number for number, _ in headings] == [str(n) for n in range(1, 16)]
    assert len({title for _, title in headings}) == 15
    assert all(bool(THAI.search(title)) == (language is TH) for _, title in headings)


def test_what_was_paid_in_advance_for_charged_days_stands_with_their_charges() -> None:
    used = "12000 for 2026-01-01 to 2026-12-31, used to 2026-05-09"
    sums = (
        Sum(Item.CHARGE, "printing", "129 of 365 days of 12000.00", euros("4241.10")),
        Sum(Item.PREPAID, "printing", used, euros("-4241.10")),
        Sum(Item.REFUND, "printing", used, euros("-7758.90")),
    )
    _, _, after = _text(replace(EMPTY, sums=sums)).partition("7. Recurring charges to the last day")
    charges, _, refunds = after.partition("8. Refunds of prepayments")
    assert re.findall(r"(-?[\d,]+\.\d\d) EUR", charges) == ["4,241.10", "-4,241.10", "0.00"]
    assert "7,758.90" in refunds


def test_what_there_is_nothing_of_says_so() -> None:
    assert _text(EMPTY).count("None.") == 10
    assert _text(EMPTY, TH).count("ไม่มี ") >= 10


def test_the_page_says_how_the_end_came_about_and_what_is_owed() -> None:
    said = _text(SETTLEMENT)
    for text in (
        "Settlement statement No. BE-2026-1 of the contract between Chiang Dao Clinic and Lanna IT Service",
        "The customer gets back 3,685.62 EUR",
        "by notice: 1 month, to the end of the month",
        "R10 moved on to the end of the month 31 May 2026 (2026-05-31)",
        "1 June 2026, 00:00:00 ( 2026-06-01T00:00:00+02:00 )",
        "Toner 12000 for 1 January 2026",
        "Sum -7,035.62 EUR",
        "Sum 3,500.00 EUR",
        "part of a month 9 3 2",
        "B-2 First response breached 7 h over by 3 h",
        "no part of this paper. It keeps them on record under the same hash.",
        "B-2 BE-2026-2",
        "early end charges of 3 months 10,500.00 EUR",
        "Approved by anan and pim",
        SETTLEMENT.content_hash,
    ):
        assert text.replace("( ", "(").replace(" )", ")") in said.replace("( ", "(").replace(" )", ")"), text


def test_in_thai_years_are_buddhist_and_no_english_sentence_is_left() -> None:
    said = _text(SETTLEMENT, TH)
    assert "31 พฤษภาคม 2569 (" in said
    for text in ("received; this day", "moved on to", "days of", "for the month", "charges of"):
        assert text not in said


CHANGES: Mapping[str, Any] = {
    "number": "X-1", "content_hash": "0" * 64, "drawn_up_at": AT, "zone": "Asia/Bangkok",
    "parties": ("Somebody",), "ground": Ground.VOID, "initiator": Side.PROVIDER, "scope": ("Printing",),
    "evidence": Evidence(None, AT, AT, None), "rule": "AGREED", "trace": (Step("R1", "as was stated", AT),),
    "effective_on": date(2031, 5, 6), "ends_at": AT, "total": euros("1.00"), "counts": (),
    "clocks": (SheetClock("Z-1", "OURS", "CENSORED", timedelta(hours=1)),), "sums": (), "duties": (),
    "surviving": (), "cover": (SheetCover("Z-1", None),), "is_disputed": False,
    "approved_by": ("lek",), "sealed_by": "lek",
}  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_whatever_is_changed_changes_the_paper(language: Language) -> None:
    assert set(CHANGES) == {field.name for field in fields(SettlementSheet)}
    before = to_html(SETTLEMENT, language)
    same = [
        name for name, to in CHANGES.items() if to_html(replace(SETTLEMENT, **{name: to}), language) == before
    ]
    assert same == []


@pytest.mark.parametrize("language", Language)
def test_the_pdf_is_the_same_twice_and_bears_its_hash_on_every_page(language: Language) -> None:
    made = to_pdf(SETTLEMENT, language)
    assert made == to_pdf(SETTLEMENT, language)
    pages = PdfReader(BytesIO(made)).pages
    assert len(pages) > 1
    assert all(SETTLEMENT.content_hash in page.extract_text() for page in pages)


def test_every_ground_and_every_clause_has_words() -> None:
    assert set(GROUNDS) == set(Ground)
    for timing in Timing:
        for unit in Unit:
            for align in Align:
                rule = f"{timing}: {NoticePeriod(2, unit)}, {align}"
                assert rule_text(rule, EN) != rule
                assert not re.search(r"[A-Z]{3}", rule_text(rule, TH))
        assert THAI.search(rule_text(timing.value, TH))


@pytest.mark.parametrize(
    ("said", "in_thai"),
    [
        ("ends with C-1", "สิ้นสุดพร้อมสัญญาเลขที่ C-1"),
        ("by day 15", "ภายในวันที่ 15 ของเดือน"),
        ("20 of 30 days of 3000.00", "20 จาก 30 วัน ของ 3000.00"),
        ("0.5 REMAINING", "0.5 ของค่าบริการจนสิ้นระยะเวลาสัญญา"),
        ("in time for the option of 2026-04-01", "ทันใช้สิทธิภายใน 1\u00a0เมษายน\u00a02569 (2026-04-01)"),
        ("Toner for 2026", "Toner for 2026"),
    ],
)
def test_what_has_words_is_translated_and_what_has_none_stands_as_it_is(said: str, in_thai: str) -> None:
    assert said_text(said, TH) == in_thai
