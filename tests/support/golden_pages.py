"""Golden pages: Markdown that a service-desk lead can read, and a test can check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGES = Path(__file__).parents[1] / "golden"

_STORY = re.compile(r"^## (.+)$", re.MULTILINE)
_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Story:
    """`agreements`: the texts of its YAML, one for each agreement. `lines`: its sentences. `tables`: their
    rows by heading."""

    page: str
    title: str
    agreements: tuple[str, ...]
    lines: tuple[str, ...]
    tables: tuple[tuple[Mapping[str, str], ...], ...]

    def said(self, pattern: str) -> re.Match[str] | None:
        """The first sentence of this form."""
        return next(self.all_said(pattern), None)

    def all_said(self, pattern: str) -> Iterator[re.Match[str]]:
        """Every sentence of this form."""
        found = (re.fullmatch(pattern, line) for line in self.lines)
        return (match for match in found if match)


def stories(folder: str) -> list[Story]:
    return [story for page in sorted((PAGES / folder).glob("*.md")) for story in _of_page(page)]


def _of_page(page: Path) -> Iterator[Story]:
    parts = _STORY.split(page.read_text("utf-8"))
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        texts = tuple(text for block in _YAML.findall(body) for text in block.split("---\n"))
        rest = _YAML.sub("", body).splitlines()
        lines = tuple(line.strip() for line in rest if line.strip() and not line.startswith("|"))
        yield Story(page.stem, title, texts, lines, tuple(_tables(rest)))


def _tables(lines: list[str]) -> Iterator[tuple[Mapping[str, str], ...]]:
    for block in re.findall(r"(?:^\|.*\n?)+", "\n".join(lines) + "\n", re.MULTILINE):
        heading, _, *rows = (_cells(row) for row in block.splitlines())
        yield tuple(dict(zip(heading, row, strict=True)) for row in rows)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def instant(text: str) -> datetime:
    """`Mon 2 Mar 09:00`, of 2026 in UTC. Asserts that it is that weekday."""
    weekday, rest = text.split(" ", 1)
    at = datetime.strptime(f"{rest} 2026", "%d %b %H:%M %Y").replace(tzinfo=UTC)
    assert at.strftime("%a") == weekday, f"{text}: that is a {at:%a}"
    return at


def written(at: datetime | None) -> str:
    """The same way back; empty for none."""
    return "" if at is None else f"{at:%a} {at.day} {at:%b %H:%M}"
