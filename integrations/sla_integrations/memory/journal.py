"""What happened in the system, numbered when it began and visible when it was committed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sla_plugin.sdk import RecordKind, Ref


class Verb(StrEnum):
    """In the system's own words."""

    OPEN = "open"
    STATUS = "status"
    REOPEN = "reopen"
    FIELD = "field"
    ASSIGN = "assign"
    REPLY = "reply"
    NOTE = "note"
    RATE = "rate"
    SLA = "sla"
    SLA_NOTE = "sla note"
    EDIT = "edit"
    MERGE = "merge"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Entry:
    """`record` is what the record looked like afterwards: a Ticket, or a record of the CRM."""

    number: int
    at: datetime
    ref: Ref
    verb: Verb
    record: Any
    details: Mapping[str, Any]
    actor: str


_NUMBER = attrgetter("number")


@dataclass(slots=True)
class Journal:
    last: int = 0
    _by_kind: dict[RecordKind, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _by_ref: dict[Ref, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _uncommitted: set[int] = field(default_factory=set)
    _writing: Transaction | None = None

    def append(self, at: datetime, ref: Ref, verb: Verb, record: Any, actor: str, **details: Any) -> Entry:
        if at.tzinfo is None:
            raise ValueError(f"{at} has no zone")
        self.last += 1
        entry = Entry(self.last, at.astimezone(UTC), ref, verb, record, details, actor)
        self._by_kind[ref.kind].append(entry)
        self._by_ref[ref].append(entry)
        if self._writing is not None:
            self._writing.numbers.add(entry.number)
            self._uncommitted.add(entry.number)
        return entry

    @contextmanager
    def within(self, transaction: Transaction) -> Iterator[None]:
        self._writing, before = transaction, self._writing
        try:
            yield
        finally:
            self._writing = before

    def commit(self, numbers: set[int]) -> None:
        self._uncommitted -= numbers

    def after(self, kind: RecordKind, number: int) -> Iterator[Entry]:
        """What can be seen by now, in the order of numbers."""
        entries = self._by_kind[kind]
        for place in range(bisect_right(entries, number, key=_NUMBER), len(entries)):
            if entries[place].number not in self._uncommitted:
                yield entries[place]

    def settled(self) -> int:
        """Up to this number nothing can appear any more."""
        return min(self._uncommitted, default=self.last + 1) - 1

    def earliest_after(self, kind: RecordKind, number: int) -> datetime | None:
        """The earliest instant of what follows a number, visible or not."""
        entries = self._by_kind[kind]
        return min((e.at for e in entries[bisect_right(entries, number, key=_NUMBER) :]), default=None)

    def history(self, ref: Ref) -> list[Entry]:
        return [entry for entry in self._by_ref.get(ref, ()) if entry.number not in self._uncommitted]

    def refs(self, kind: RecordKind) -> list[Ref]:
        return sorted(ref for ref in self._by_ref if ref.kind is kind)

    def erase(self, ref: Ref) -> None:
        """As if it had never been."""
        self._by_ref.pop(ref, None)
        self._by_kind[ref.kind] = [entry for entry in self._by_kind[ref.kind] if entry.ref != ref]


@dataclass(slots=True)
class Transaction:
    """What is done inside `with transaction.open():` is numbered at once, and seen after `commit`."""

    journal: Journal
    numbers: set[int] = field(default_factory=set)

    def open(self) -> AbstractContextManager[None]:
        return self.journal.within(self)

    def commit(self) -> None:
        self.journal.commit(self.numbers)
