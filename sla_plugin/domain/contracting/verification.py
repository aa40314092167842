"""What of a contract's record is not as it was written, named by table, row and column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.audit import Finding, Tampering

Values = Mapping[str, Any]
"""Column → JSON value."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """`row`: its id, the number of an event, the hash of a paper, or its place among rows that have no id of
    their own. `columns`: those that differ, where both are there."""

    table: str
    row: str
    what: Tampering
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        of = f"{self.table} {self.row}"
        return f"{of}: {', '.join(self.columns)} {self.what}" if self.columns else f"{of} {self.what}"


def of_trail(table: str, findings: Iterable[Finding]) -> Iterator[Deviation]:
    for finding in findings:
        yield Deviation(table, str(finding.number), finding.what)


def written(payloads: Iterable[Any]) -> dict[tuple[str, UUID], dict[str, Any]]:
    """Every row as the trail says that it was written last: (table, id) → values. A payload that we cannot
    have written says nothing; that it is there shows by its hash."""
    rows: dict[tuple[str, UUID], dict[str, Any]] = {}
    for table, of, values in (one for payload in payloads for one in _wrote(payload)):
        rows.setdefault((table, of), {}).update(values)
    return rows


def _wrote(payload: Any) -> Iterator[tuple[str, UUID, dict[str, Any]]]:
    match payload:
        case {"wrote": [*entries]}:
            for entry in entries:
                match entry:
                    case {"table": str(table), "id": str(of), "values": dict(values)} if _is_id(of):
                        yield table, UUID(of), values


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def rows_that_differ(
    table: str, expected: Mapping[str, Values], actual: Mapping[str, Values]
) -> Iterator[Deviation]:
    """By id. Only what the trail covers is in `actual`, and all of that is in `expected`."""
    for row in sorted(expected.keys() | actual.keys()):
        was, now = expected.get(row), actual.get(row)
        if now is None:
            yield Deviation(table, row, Tampering.MISSING)
        elif was is None:
            yield Deviation(table, row, Tampering.ADDED)
        elif columns := _differing(was, now):
            yield Deviation(table, row, Tampering.CHANGED, columns)


def values_that_differ(
    table: str, expected: Sequence[Values], actual: Sequence[Values]
) -> Iterator[Deviation]:
    """Of rows that have no place of their own: what is left of both, each beside the most alike."""
    missing, added = _left(expected, actual), _left(actual, expected)
    for number, was in enumerate(missing, start=1):
        if not added:
            yield Deviation(table, str(number), Tampering.MISSING)
            continue
        now = min(added, key=lambda one: len(_differing(was, one)))
        added.remove(now)
        yield Deviation(table, str(number), Tampering.CHANGED, _differing(was, now))
    for number, _ in enumerate(added, start=len(missing) + 1):
        yield Deviation(table, str(number), Tampering.ADDED)


def _left(of: Sequence[Values], without: Sequence[Values]) -> list[Values]:
    rest = [_cells(one) for one in without]
    left: list[Values] = []
    for one in of:
        if (cells := _cells(one)) in rest:
            rest.remove(cells)
        else:
            left.append(one)
    return left


def _differing(was: Values, now: Values) -> tuple[str, ...]:
    old, new = _cells(was), _cells(now)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _cells(row: Values) -> dict[str, str]:
    """As texts, because 1, 1.0 and true are one to Python, and three to whoever reads JSON. Without what is
    empty: a column that came later is empty in the rows of before, of which the trail cannot speak."""
    return {name: json.dumps(one, sort_keys=True) for name, one in row.items() if one is not None}
