"""A contract as a page: complete, readable, printable, and harmless whatever stands in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.papers.html import to_html
from sla_plugin.papers.languages import Language
from sla_plugin.papers.sheet import PaperKind, SheetParty
from tests.support.sheets import CUSTOMER, MALEE, PROVIDER, SHEET

EN, TH = Language.EN, Language.TH
EVIL = '<script src="//evil.example/x.js">alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 191 }}</style>'


class Elements(HTMLParser):
    """What a page is made of: each start tag with its attributes, and the text outside of styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.texts.append(data.replace("\u00a0", " "))

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


def texts(language: Language) -> list[str]:
    return Elements(to_html(SHEET, language)).texts


def test_the_page_says_what_the_contract_says() -> None:
    said = texts(EN)
    for text in (
        "Service contract No. LI-2569-0412", "5. Terms", "411,690.50 THB", "Total per month",
        "The first term is 36 months, from the start of the contract.", SHEET.content_hash,
        "450.00", "108,000.00", "quarterly", "by the end of the 3rd working day after", CUSTOMER,
    ):  # fmt: skip
        assert text in said, text
    flowing = "".join(said)
    assert "Signed on 2 March 2026, 09:00:05 (2026-03-02T09:00:05+07:00)" in flowing
    assert "judged by กิตติศักดิ์ วิศวกรระบบ on 9 February 2026, 10:30:00 (2026-02-09T10:30:00+07:00)" in flowing


def test_the_thai_page_says_the_same_in_thai() -> None:
    said = texts(TH)
    for text in (
        "สัญญาให้บริการ เลขที่ LI-2569-0412", "5. ข้อตกลงและเงื่อนไข", "411,690.50 THB", "รวมต่อเดือน",
        "ระยะเวลาแรก 36 เดือน นับแต่วันเริ่มสัญญา", "ลำดับอื่น",
    ):  # fmt: skip
        assert text in said, text
    assert "ลงนามเมื่อ 2 มีนาคม 2569 เวลา 09:00:05 น. (2026-03-02T09:00:05+07:00)" in "".join(said)


def test_the_thai_page_has_no_english_of_its_own() -> None:
    """What is left are names, codes and sources that stand so in the sheet and in the law's profile."""
    english = {text for text in texts(EN) if re.search("[A-Za-z]", text)}
    shared = {text for text in english if text in set(texts(TH))}
    assert {re.sub(r"[\u0e00-\u0e7f].*", "…", text) for text in shared} == {
        "A broken device is swapped within a shift.",
        "A driver who starts at four in the morning needs a working handheld, not a ticket number.",
        "Asia/Bangkok", "HARDWARE_SWAP", "P1", "P2", "THB", "…", "LI-2568-0001", SHEET.content_hash,
        "64,000.00 THB", "180,000.00 THB", "411,690.50 THB", "950,000.00 THB",
        "2026-02-09T10:30:00+07:00", "2026-02-10T16:05:30+07:00", "2026-02-27T14:15:00+07:00",
        "2026-03-02T09:00:05+07:00",
    }  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_the_page_needs_nothing_and_runs_nothing(language: Language) -> None:
    elements = Elements(to_html(SHEET, language))
    assert elements.names.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    attributes = {name for _, given in elements.tags for name in given}
    assert attributes <= {"lang", "charset", "name", "content", "class", "scope", "colspan"}
    assert "url(" not in to_html(SHEET, language)
    assert elements.open == []


@pytest.mark.parametrize("language", Language)
def test_the_page_is_read_out_well(language: Language) -> None:
    elements = Elements(to_html(SHEET, language))
    assert elements.tags[0] == ("html", {"lang": language.value})
    levels = [int(tag[1]) for tag, _ in elements.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == [1, 2, 2, 2, 2, 3, 3, 2, 2]
    tables = [tag for tag, _ in elements.tags if tag in {"table", "caption"}]
    assert tables == ["table", "caption"] * 4
    assert {given.get("scope") for tag, given in elements.tags if tag == "th"} == {"col", "row"}


@pytest.mark.parametrize("language", Language)
def test_nobody_s_text_becomes_markup(language: Language) -> None:
    sheet = replace(
        SHEET,
        number=EVIL,
        zone="Asia/Bangkok",
        content_hash=EVIL,
        parties=(SheetParty(EVIL, PartyRole.SIGNATORY, EVIL), SheetParty(EVIL, PartyRole.CUSTOMER)),
        requirements=tuple(replace(one, need=EVIL, outcome=EVIL) for one in SHEET.requirements),
        lines=tuple(replace(line, service=EVIL, site=EVIL, level=EVIL) for line in SHEET.lines),
        levels=tuple(replace(level, name=EVIL) for level in SHEET.levels),
        clauses=replace(SHEET.clauses, amendment=EVIL),
    )
    page = to_html(sheet, language)
    assert Elements(page).names == Elements(to_html(SHEET, language)).names
    assert unescape(page).count(EVIL) > 40
    assert "1337" not in page


def test_a_specification_has_nothing_to_sign() -> None:
    specification = replace(SHEET, kind=PaperKind.SPECIFICATION, signatures=())
    said = Elements(to_html(specification, EN)).texts
    assert "Service specification" in said
    assert not any("Signatures" in text or text == "Place and date" for text in said)


def test_an_executed_copy_tells_who_signed_which_paper() -> None:
    [anan] = (replace(one, document_hash="a" * 64) for one in SHEET.signatures)
    malee = replace(anan, person=MALEE, organisation=CUSTOMER, document_hash="b" * 64)
    said = Elements(to_html(replace(SHEET, signatures=(anan, malee)), EN)).texts
    assert "Executed copy, made of the same content after the last signature." in said
    assert {"a" * 64, "b" * 64, f"for {CUSTOMER}", f"for {PROVIDER}"} <= set(said)
    assert "Place and date" not in said
    half = Elements(to_html(replace(SHEET, signatures=(anan,)), EN)).texts
    assert "Place and date" in half
    assert not any("Executed copy" in text for text in half)


def test_an_amendment_says_which_version_it_is() -> None:
    said = Elements(to_html(replace(SHEET, kind=PaperKind.AMENDMENT, version=4), EN)).texts
    assert "Amendment to the contract" in said
    assert f"Amendment to the contract LI-2569-0412, version 4 · {SHEET.content_hash}" in said


def test_what_is_not_agreed_yet_is_told_and_not_counted() -> None:
    lines = (replace(SHEET.lines[0], unit_price=None, level=None, level_version=None), SHEET.lines[1])
    said = Elements(to_html(replace(SHEET, lines=lines), EN)).texts
    assert {"not agreed yet", "no service level yet", "38,500.00 THB"} <= set(said)
    assert said[-1].startswith("Contract")
    assert any("Lines whose price is not agreed yet are in no total." in text for text in said)


def test_a_sheet_of_almost_nothing_is_a_page_too() -> None:
    empty = replace(SHEET, parties=(), requirements=(), lines=(), levels=(), signatures=(), parent=None)
    elements = Elements(to_html(empty, TH))
    assert PROVIDER not in elements.texts
    assert "h2" in elements.names
