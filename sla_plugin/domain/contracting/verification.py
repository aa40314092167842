"""What of a contract's record is not as it was written, named by table, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sla_plugin.domain.contracting.audit import Finding, Tampering

Values = Mapping[str, Any]
"""Column → JSON value."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """`row`: its id, or the number of an event. `columns`: those that differ, where both are there."""

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


def written(payloads: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row as the trail says that it was written last: (table, id) → values."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for payload in payloads:
        for one in payload.get("wrote", ()):
            rows.setdefault((one["table"], one["id"]), {}).update(one["values"])
    return rows


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
    for number, was in enumerate(missing):
        if not added:
            yield Deviation(table, str(number + 1), Tampering.MISSING)
            continue
        now = min(added, key=lambda one: len(_differing(was, one)))
        added.remove(now)
        yield Deviation(table, str(number + 1), Tampering.CHANGED, _differing(was, now))
    for number, _ in enumerate(added):
        yield Deviation(table, str(number + 1), Tampering.ADDED)


def _left(of: Sequence[Values], without: Sequence[Values]) -> list[Values]:
    rest = list(without)
    left: list[Values] = []
    for one in of:
        if one in rest:
            rest.remove(one)
        else:
            left.append(one)
    return left


def _differing(was: Values, now: Values) -> tuple[str, ...]:
    return tuple(sorted(name for name in was.keys() | now.keys() if was.get(name, ...) != now.get(name, ...)))
