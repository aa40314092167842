"""What the documentation says of papers is so."""

from __future__ import annotations

import re

from sla_plugin.documents.media_types import MediaType
from sla_plugin.domain.contracting.documents import RENDERED, DocumentKind
from sla_plugin.errors import Code
from sla_plugin.settings import Settings
from tests.support.sources import ROOT

PAGE = (ROOT / "docs/contract-papers.md").read_text("utf-8")


def _rows(heading: str) -> dict[str, str]:
    """First cell → second, of the table under it."""
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table]
    return {row[0]: row[1] for row in cells}


def test_every_kind_is_told_and_which_of_them_are_made_here() -> None:
    told = {kind: what for cell, what in _rows("| `kind` |").items() for kind in re.findall(r"`(\w+)`", cell)}
    assert set(told) == {kind.value for kind in DocumentKind}
    assert {kind for kind, what in told.items() if "refused" in what} == {kind.value for kind in RENDERED}


def test_every_type_is_told_and_the_limit() -> None:
    types = PAGE[PAGE.index("Types, in") : PAGE.index("Texts are in UTF-8")]
    assert set(re.findall(r"`([\w/.-]+/[\w.-]+)`", types)) == {one.value for one in MediaType}
    assert f"may have {Settings.model_fields['document_limit'].default // 1024**2} MiB" in PAGE


def test_every_refusal_of_a_paper_is_told() -> None:
    told = set(re.findall(r"`(\w+\.\w+)`", PAGE[PAGE.index("| Status |") :]))
    codes = {code.value for code in Code}
    assert told <= codes
    assert {code for code in codes if code.startswith("paper.")} - told == {Code.PAPER_PDF.value}
