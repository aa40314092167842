"""A contract as PDF: the same bytes everywhere, from our own typeface, with its hash on every page."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.errors import Code, SlaError
from sla_plugin.papers import pdf
from sla_plugin.papers.languages import Language
from sla_plugin.papers.pdf import to_pdf
from sla_plugin.papers.sheet import ContractSheet, SheetParty
from tests.support.sheets import SHEET
from tests.support.sources import ROOT

EN, TH = Language.EN, Language.TH
FONTS = Path(pdf.__file__).parent / "fonts"

# The bytes that another process makes, whose environment could not be more different.
_ELSEWHERE = """
import hashlib
from sla_plugin.papers.languages import Language
from sla_plugin.papers.pdf import to_pdf
from tests.support.sheets import SHEET
print(*(hashlib.sha256(to_pdf(SHEET, language)).hexdigest() for language in Language))
"""


def read(sheet: ContractSheet, language: Language) -> PdfReader:
    return PdfReader(BytesIO(to_pdf(sheet, language)))


def texts(reader: PdfReader) -> list[str]:
    """Page by page. What pypdf makes of Thai marks is its own affair: only digits and Latin are compared."""
    return [page.extract_text().replace("\u00a0", " ").replace("\u200b", "") for page in reader.pages]


def test_the_pdf_says_what_the_contract_says() -> None:
    text = "\n".join(texts(read(SHEET, EN)))
    for fact in (
        "No. LI-2569-0412", "1 April 2026 (2026-04-01)", "Total per month 411,690.50 THB",
        "27 February 2026, 14:15:00 (2026-02-27T14:15:00+07:00)", "Thai law", "15 min",
        "The first term is 36 months, from the start of the contract.", "38,500.00", "HARDWARE_SWAP",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_thai_pdf_counts_by_the_buddhist_era() -> None:
    text = "".join(texts(read(SHEET, TH))).replace("\n", "")
    for day in ("2569 (2026-04-01)", "2570 (2027-03-31)", "2569 (2026-09-30)", "2026-02-27T14:15:00+07:00"):
        assert day in text, day
    assert "April" not in text


def test_a_pdf_is_drawn_up_to_the_second() -> None:
    at = SHEET.drawn_up_at
    assert to_pdf(replace(SHEET, drawn_up_at=at.replace(microsecond=123_456)), EN) == to_pdf(SHEET, EN)


@pytest.mark.parametrize("language", Language)
def test_every_page_has_its_number_and_the_hash(language: Language) -> None:
    pages = texts(read(SHEET, language))
    assert len(pages) == 4
    for number, text in enumerate(pages, start=1):
        foot = text.strip().splitlines()[-2:]
        assert SHEET.content_hash in "".join(foot)
        assert [word for word in foot[-1].split() if word.isdigit()][-2:] == [str(number), "4"]


@pytest.mark.parametrize("language", Language)
def test_the_pdf_is_for_the_archive_and_for_everybody(language: Language) -> None:
    reader = read(SHEET, language)
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == language.value
    assert str(catalogue["/MarkInfo"]["/Marked"]) == "True"
    metadata = catalogue["/Metadata"].get_data().decode()
    for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in metadata
    assert reader.metadata is not None
    assert str(reader.metadata.creation_date) == "2026-02-27 07:15:00+00:00"


def test_only_our_own_typeface_is_used() -> None:
    resources: list[Any] = [page["/Resources"] for page in read(SHEET, TH).pages]
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for one in resources
        for font in one["/Font"].values()
    }
    assert fonts == {"Sarabun-Regular", "Sarabun-Bold"}


def test_the_same_sheet_makes_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    here = [hashlib.sha256(to_pdf(SHEET, language)).hexdigest() for language in Language]
    foreign = {
        "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "HOME": str(tmp_path), "TZ": "America/New_York",
        "LANG": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "1", "PATH": os.environ["PATH"],
    }  # fmt: skip
    there = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        cwd=tmp_path,
        env=foreign,
        check=True,
        capture_output=True,
        text=True,
    )
    assert there.stdout.split() == here
    assert len(set(here)) == 2


def test_nobody_s_text_becomes_markup() -> None:
    evil = '#panic("x") $x$ *b* _i_ `raw` @label <label> // /* \\ #sys.inputs "'
    sheet = replace(SHEET, number=evil, parties=(SheetParty(evil, PartyRole.CUSTOMER, evil),))
    [first, *_] = texts(read(sheet, EN))
    assert '#panic("x") $x$ *b* _i_ `raw` @label <label> // /* \\ #sys.inputs' in first


def test_a_character_that_cannot_be_drawn_is_told() -> None:
    sheet = replace(SHEET, parties=(SheetParty("上海物流", PartyRole.CUSTOMER),))
    pages = texts(read(sheet, EN))
    assert "[U+4E0A][U+6D77][U+7269][U+6D41]" in pages[0]
    assert "A character that the typeface of this paper lacks" in pages[-1]
    assert not any("A character that the typeface" in page for page in texts(read(SHEET, EN)))


def test_all_that_is_said_to_be_drawn_is_drawn() -> None:
    ranges = json.loads((FONTS / "coverage.json").read_text())
    characters = [chr(code) for first, last in ranges for code in range(first, last + 1)]
    # PDF/UA refuses a paper with a character that its typefaces lack.
    text = " ".join(char for char in characters if char.isprintable())
    assert len(text) > 3_000
    assert to_pdf(replace(SHEET, lines=(), levels=(), parties=(SheetParty(text, PartyRole.CUSTOMER),)), EN)


def test_a_paper_of_many_lines_stays_quick_and_whole() -> None:
    pages = texts(read(replace(SHEET, lines=SHEET.lines * 40), EN))
    assert len(pages) > 20
    assert "480" in "".join(pages)
    assert all("Unit price, THB" in page for page in pages[2:20])


def test_without_typst_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SlaError) as refusal:
        to_pdf(SHEET, EN)
    assert refusal.value.code is Code.PAPER_PDF
    assert "sla_plugin[pdf]" in (refusal.value.hint or "")


def test_the_typeface_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
