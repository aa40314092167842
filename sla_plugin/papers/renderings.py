"""Every form of a paper that can be made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sla_plugin.errors import Code, Unavailable
from sla_plugin.papers.html import to_html
from sla_plugin.papers.languages import Language
from sla_plugin.papers.papers import Sheet
from sla_plugin.papers.pdf import to_pdf


@dataclass(frozen=True, slots=True)
class Rendering:
    """`ending`: of a file's name."""

    language: Language
    media_type: str
    ending: str
    content: bytes


def renderings(sheet: Sheet) -> Iterator[Rendering]:
    """A page in each language, and a PDF where typst is installed."""
    for language in Language:
        yield Rendering(language, "text/html", "html", to_html(sheet, language).encode())
        pdf = _pdf(sheet, language)
        if pdf is not None:
            yield Rendering(language, "application/pdf", "pdf", pdf)


def _pdf(sheet: Sheet, language: Language) -> bytes | None:
    try:
        return to_pdf(sheet, language)
    except Unavailable as error:
        if error.code is Code.PAPER_PDF:
            return None
        raise
