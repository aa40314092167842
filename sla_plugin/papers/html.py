"""A paper as one page of HTML that needs nothing beside it."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sla_plugin.papers.languages import Language
from sla_plugin.papers.papers import Sheet, paper_of
from sla_plugin.papers.readable import mapped, readable

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T0-9:+-]*")


def to_html(sheet: Sheet, language: Language) -> str:
    """It reads, prints and is read out well, asks for nothing on any network, and runs no script."""
    written = mapped(asdict(paper_of(sheet, language)), readable)
    return _TEMPLATES.get_template("paper.html").render(paper=written)


def _whole_dates(text: str) -> Markup:
    """No line ends within an ISO date."""
    return Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped


_TEMPLATES.filters["whole_dates"] = _whole_dates
