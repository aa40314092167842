"""A paper as a few kinds of blocks, all of them text: what a page and a PDF are both made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sla_plugin.papers.languages import Language

Lines = tuple[str, ...]
"""The first is read first; the others explain it, and are set smaller below it."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    block: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Remark:
    text: str
    block: Literal["remark"] = "remark"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a label and what is to be said there, paragraph by paragraph."""

    rows: tuple[tuple[str, Lines], ...]
    block: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: its part of what is left for all columns. `is_number`: set to the right."""

    title: str
    width: float = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`name`: for those who have it read out. The first cell names its row. `totals`: rows of a label and an
    amount below all others."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Lines, ...], ...]
    totals: tuple[tuple[str, str], ...] = ()
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Need:
    """In the customer's words, and what came of it."""

    words: str
    facts: tuple[tuple[str, Lines], ...]
    block: Literal["need"] = "need"


@dataclass(frozen=True, slots=True)
class SignatureField:
    """`given`: how and when it was signed; where it was not, a line to sign on."""

    person: str
    organisation: str
    given: Lines
    is_given: bool


@dataclass(frozen=True, slots=True)
class SignatureFields:
    fields: tuple[SignatureField, ...]
    block: Literal["signatures"] = "signatures"


Block = Heading | Remark | Facts | Table | Need | SignatureFields


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`above`: what kind of paper it is; `running`: what stands on each page, beside its number."""

    language: Language
    above: str
    title: str
    below: str
    facts: Facts
    sections: tuple[Section, ...]
    running: str
    page_of: str
    undrawn: str
