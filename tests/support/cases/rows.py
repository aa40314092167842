"""Rows of conformance data: facts that the tests of other systems assert, and some of our own.

A file holds a JSON array of rows. `Z` is UTC; an instant without it is wall clock in the row's own zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
Compared = dict[str, tuple[object, object]]
"""The row's name of an expectation → (expected, found). An expectation that nobody here reads is refused."""


def read_rows(places: Iterable[Path]) -> list[Row]:
    """Of files, and of every `*.json` of a folder, each with its `id`. ValueError where one holds no rows."""
    rows: list[Row] = []
    for place in places:
        files = sorted(place.rglob("*.json")) if place.is_dir() else [place]
        if not files:
            raise ValueError(f"{place} holds no *.json file")
        for file in files:
            rows += _rows_of(file)
    return rows


def _rows_of(file: Path) -> list[Row]:
    rows = json.loads(file.read_text("utf-8"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise ValueError(f"{file} is no JSON array of rows with an id")
    return rows


def kind_of(row: Row) -> str:
    return str(row.get("kind") or row.get("op") or "")


def instant(row: Row, text: str) -> datetime:
    given = datetime.fromisoformat(text)
    return given.replace(tzinfo=given.tzinfo or ZoneInfo(row["calendar"]["tz"])).astimezone(UTC)


def unknown(row: Row, what: str) -> NotImplementedError:
    return NotImplementedError(f"{row['id']} {what}, which no runner knows")
