"""A paper as PDF for the archive (PDF/A-2a) and for everybody (PDF/UA-1), set by typst in our typeface."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sla_plugin.errors import Code, Unavailable
from sla_plugin.papers.languages import Language
from sla_plugin.papers.papers import Sheet, paper_of
from sla_plugin.papers.readable import breakable, drawable, mapped, readable

_FOLDER = Path(__file__).parent
_TEMPLATE = (_FOLDER / "templates" / "paper.typ").read_bytes()
_PARTS = ("year", "month", "day", "hour", "minute", "second")


def to_pdf(sheet: Sheet, language: Language) -> bytes:
    """The same on every machine. Unavailable `paper.pdf` where typst is not installed."""
    typst = _typst()
    set_by = typst.compile(
        _TEMPLATE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_printed(sheet, language), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        # A PDF tells its instant in whole seconds.
        timestamp=sheet.drawn_up_at.replace(microsecond=0),
    )
    assert isinstance(set_by, bytes)
    return set_by


def _printed(sheet: Sheet, language: Language) -> dict[str, Any]:
    said = mapped(asdict(paper_of(sheet, language)), readable)
    drawn = mapped(said, drawable)
    return {
        **mapped(drawn, breakable),
        "has_undrawn": drawn != said,
        "drawn_up": _parts(sheet.drawn_up_at),
    }


def _parts(at: datetime) -> dict[str, int]:
    utc = at.astimezone(UTC)
    return {part: getattr(utc, part) for part in _PARTS}


@cache
def _fonts() -> Any:
    """Ours, and what is inside typst; nothing of the machine."""
    return _typst().Fonts(include_system_fonts=False, font_paths=[_FOLDER / "fonts"])


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError:
        raise Unavailable(
            Code.PAPER_PDF,
            "No PDF can be made here: typst is not installed.",
            hint="Install the plugin with it: pip install 'sla_plugin[pdf]'.",
        ) from None
    return typst
