"""Reads a stream to its end, as the engine does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from sla_plugin.sdk import Adapter, Batch, Change, Cursor, RecordKind, TicketFact
from tests.support.conformance.rig import Rig


@dataclass
class Pass:
    """What one run of the stream handed over, page by page."""

    pages: list[Batch] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [change for page in self.pages for change in page.changes]

    @property
    def told(self) -> set[tuple[str, ...]]:
        """What was said, told apart by what makes it one: a fact by its id, all else by its version."""
        return {identity(change) for change in self.changes}

    @property
    def ids(self) -> set[str]:
        return {change.ref.id for change in self.changes}

    def newest(self, number: str) -> Change:
        return max((c for c in self.changes if c.ref.id == number), key=lambda c: c.version)


def identity(change: Change) -> tuple[str, ...]:
    if isinstance(change.data, TicketFact):
        return change.ref.id, change.data.fact.external_id
    return change.ref.id, change.operation, str(change.version)


def connect(rig: Rig) -> AbstractAsyncContextManager[Adapter]:
    return rig.adapter.connect(rig.connection)


def through_json(cursor: Cursor) -> Cursor:
    restored: Cursor = json.loads(json.dumps(dict(cursor)))
    return restored


async def read_all(
    adapter: Adapter, kind: RecordKind, cursor: Cursor | None = None, limit: int = 100
) -> Pass:
    told = Pass()
    more = True
    while more:
        page = await adapter.pull(kind, cursor, limit)
        told.pages.append(page)
        cursor, more = through_json(page.cursor), page.more
    return told


async def list_all(adapter: Adapter, kind: RecordKind, limit: int = 3) -> list[str]:
    found: list[str] = []
    while page := await adapter.list_ids(kind, found[-1] if found else None, limit):
        found += page
    return found


def facts_of(told: Pass) -> set[tuple[str, ...]]:
    return {identity(change) for change in told.changes if isinstance(change.data, TicketFact)}


def all_of(error: BaseException) -> str:
    """All that a log or a person could be shown of an error."""
    chain: Sequence[BaseException | None] = (error, error.__context__, error.__cause__)
    hints: Mapping[str, Any] = getattr(error, "__dict__", {})
    return " ".join([*(f"{one} {one!r}" for one in chain), str(hints)])
