"""Text that looks as it reads: what is invisible, or turns what is around it, is written by its number."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

LONGEST_RUN = 20
"""Characters without a space that fit into narrow columns."""

_WHOLE = re.compile(r"[0-9a-f]{64}|\(?\d{4}-\d\d-\d\d[T0-9:+-]*\)?")
_ENDS = re.compile(r"(?<=[@./_:;,=&?-])(?=\w)")
_COVERAGE = Path(__file__).parent / "fonts" / "coverage.json"
_SHOWN = frozenset("\n\u00ad\u200b\u200c\u200d")
"""Of what has no form of its own: where a line breaks or may, and what joins letters of some scripts."""


def readable(text: str) -> str:
    """Composed (NFC). Controls and overrides of direction, such as U+202E, cannot hide what was agreed."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(char if _is_plain(char) else numbered(char) for char in composed)


def drawable(text: str) -> str:
    """Readable text, without what no typeface of a PDF draws."""
    return "".join(char if char == "\n" or ord(char) in _covered() else numbered(char) for char in text)


def breakable(text: str) -> str:
    """With places where the line may break in what has none, such as a long address."""
    return " ".join(_broken(run) for run in text.split(" "))


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A value of dicts, lists and texts with every text changed; keys stay."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: mapped(one, change) for key, one in value.items()}
        case list() | tuple():
            return [mapped(one, change) for one in value]
    return value


def numbered(char: str) -> str:
    return f"[U+{ord(char):04X}]"


def _is_plain(char: str) -> bool:
    return char in _SHOWN or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _broken(run: str) -> str:
    """Behind a sign, or else anywhere; but no hash and no instant, and no Thai, which breaks by its words."""
    if len(run) <= LONGEST_RUN or not run.isascii() or _WHOLE.fullmatch(run):
        return run
    return "\u200b".join(
        part[start : start + LONGEST_RUN]
        for part in _ENDS.split(run)
        for start in range(0, len(part), LONGEST_RUN)
    )


@cache
def _covered() -> frozenset[int]:
    ranges = json.loads(_COVERAGE.read_text(encoding="utf-8"))
    return frozenset(code for first, last in ranges for code in range(first, last + 1))
