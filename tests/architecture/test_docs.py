"""What the documentation says is so: its links lead somewhere, its pages are of this release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docs.generate import FOLDER, code_meanings, differing, pages
from sla_plugin import errors
from sla_plugin.errors import codes
from tests.support.sources import ROOT

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE_SPAN = re.compile(r"`([\w./-]+/[\w./-]*)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return sorted(
        [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "integrations").rglob("*.md")]
    )


def anchors(text: str) -> set[str]:
    """Of the headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path, text: str) -> Iterator[str]:
    for link in _LINK.findall(_FENCE.sub("", text)):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            yield link


def missing_places(text: str) -> Iterator[str]:
    """Paths from the root, written as code, that are not there."""
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for place in _CODE_SPAN.findall(_FENCE.sub("", text)):
        if place.split("/")[0] in tops and not (ROOT / place).exists():
            yield place


def test_no_link_is_dead() -> None:
    found = documents()
    assert len(found) > 5
    assert [
        (str(file.relative_to(ROOT)), link) for file in found for link in dead_links(file, file.read_text())
    ] == []


def test_every_place_that_is_named_is_there() -> None:
    named = [(file, place) for file in documents() for place in missing_places(file.read_text("utf-8"))]
    assert [(str(file.relative_to(ROOT)), place) for file, place in named] == []


def test_a_dead_link_and_a_missing_place_are_seen() -> None:
    text = "[a](nowhere.md) [b](#not-a-heading) [c](README.md#nothing) `docs/nowhere.md`"
    assert list(dead_links(ROOT / "README.md", text)) == ["nowhere.md", "#not-a-heading", "README.md#nothing"]
    assert list(missing_places(text)) == ["docs/nowhere.md"]


def test_the_generated_pages_are_of_this_code() -> None:
    assert differing(FOLDER) == []


def test_a_page_that_is_behind_is_seen(tmp_path: Path) -> None:
    for name, text in pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert differing(tmp_path) == []
    (tmp_path / "errors.md").write_text("# Error codes\n", encoding="utf-8")
    assert differing(tmp_path) == ["errors.md"]


def test_every_error_code_says_what_it_means() -> None:
    meanings = code_meanings(Path(codes.__file__).read_text("utf-8"))
    assert [code.name for code in errors.Code if not meanings.get(code.name)] == []


def test_the_meaning_of_a_code_stands_under_it() -> None:
    source = 'class Code:\n    A = "a.b"\n    "What it\n    means."\n    B = "b.c"\n'.replace(
        '"What', '"""What'
    )
    assert code_meanings(source.replace('means."', 'means."""')) == {"A": "What it means."}
