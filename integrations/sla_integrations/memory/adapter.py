"""The adapter: the journal in, the SLA status out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from sla_integrations.memory.desk import Ticket
from sla_integrations.memory.journal import Entry, Verb
from sla_integrations.memory.mapping import RULES, Mapping, rejected
from sla_integrations.memory.place import Place
from sla_integrations.memory.system import ANONYMOUS, MemorySystem, named
from sla_integrations.memory.terminations import trapped
from sla_plugin.sdk import (
    AuthFailed,
    Batch,
    Change,
    Check,
    Connection,
    ConnectionConfig,
    Cursor,
    Discovery,
    NoSuchRecord,
    Operation,
    RecordKind,
    RecordRejected,
    Ref,
    Rejected,
    TicketField,
    WriteNote,
    WriteStatus,
    Written,
)

MAX_PAGE = 500


class MemoryConfig(ConnectionConfig):
    """`system` is the name under which it was registered."""

    system: str


class Memory:
    """Where a ticket names its customer by a bare id, it means one of this system's own CRM."""

    def __init__(self, connection: Connection[MemoryConfig], system: MemorySystem) -> None:
        self._system = system
        self._key = connection.secrets.get("key")
        rules = connection.values.over(replace(RULES, customer_system=connection.key))
        self._mapping = Mapping(rules, connection.key)

    async def check(self) -> Check:
        sent = datetime.now(UTC)
        return Check(self._enter(), "1", clock_skew=self._system.now - sent)

    async def set_up(self) -> tuple[str, ...]:
        return ()

    async def discover(self) -> Discovery:
        """The words in use, and the statuses that are mapped from the start."""
        self._enter()
        tickets = [entry.record for entry in self._system.journal.after(RecordKind.TICKET, 0)]
        priorities = {ticket.fields.get(TicketField.PRIORITY) for ticket in tickets}
        return Discovery(
            statuses=tuple(sorted({ticket.status for ticket in tickets} | RULES.statuses.keys())),
            priorities=tuple(sorted(word for word in priorities if word)),
            queues=tuple(sorted({ticket.team for ticket in tickets if ticket.team})),
            fields=tuple(sorted({name.value for ticket in tickets for name in ticket.fields})),
        )

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        self._enter()
        journal = self._system.journal
        place = Place.of(cursor, self._system.generation)
        size = self._page_size(limit)
        entries = list(islice(journal.after(kind, place.read), size + 1))
        page, more = entries[:size], len(entries) > size
        behind = place.past(page[-1].number if page else place.read, journal.settled())
        changes, unclear = self._tell(page)
        if kind is RecordKind.TERMINATION:
            changes = trapped(changes, self._system.traps)
        return Batch(
            changes,
            (behind if more else behind.rewound()).cursor,
            more,
            unclear,
            confirmed_until=None if more else self._confirmed_until(kind, behind.settled),
        )

    async def fetch(self, refs: Sequence[Ref]) -> Sequence[Change]:
        """Each record with all its history; RecordRejected where its words are not mapped."""
        self._enter()
        changes: list[Change] = []
        for ref in refs:
            history = self._system.journal.history(ref)
            told, unclear = self._tell(history)
            if unclear:
                raise RecordRejected(unclear[0].reason)
            changes += told or [self._gone(ref)]
        return changes

    async def list_ids(self, kind: RecordKind, after: str | None, limit: int) -> Sequence[str]:
        """Merged records are still there, and point to the survivor."""
        self._enter()
        journal = self._system.journal
        histories = (journal.history(ref) for ref in journal.refs(kind) if ref.id > (after or ""))
        existing = (h[0].ref.id for h in histories if h and h[-1].verb is not Verb.DELETE)
        return list(islice(existing, self._page_size(limit)))

    async def write_status(self, status: WriteStatus) -> Written:
        """Idempotent by content. NoSuchRecord where the ticket was deleted, or lives on in another one."""
        principal = self._enter()
        ticket, version = self._living(status.ref)
        if _says(ticket.sla) == _says(status):
            return Written(version, applied=False)
        version = self._system.desk.write(
            self._system.now, status.ref.id, status, if_version=version, actor=principal
        )
        return Written(version, applied=True)

    async def write_note(self, note: WriteNote) -> Written:
        """Idempotent by key. NoSuchRecord as for the status."""
        principal = self._enter()
        ticket, version = self._living(note.ref)
        if any(held.key == note.key for held in ticket.notes):
            return Written(version, applied=False)
        version = self._system.desk.write_note(self._system.now, note.ref.id, note, actor=principal)
        return Written(version, applied=True)

    def _enter(self) -> str:
        """Who we are there. Every answer tells it, so that nothing is concluded from what nobody may see."""
        principal = self._system.enter(self._key)
        if principal == ANONYMOUS:
            raise AuthFailed(
                f"The memory system {self._system.name!r} takes us for nobody.",
                hint="Renew the secret `key`.",
            )
        return principal

    def _page_size(self, limit: int) -> int:
        limit = min(limit, MAX_PAGE)
        return max(1, limit // 2) if self._system.traps.short_pages else limit

    def _tell(self, entries: Sequence[Entry]) -> tuple[tuple[Change, ...], tuple[Rejected, ...]]:
        """A ticket's entries together; the CRM's in their order, so that a merge comes after its survivor."""
        together: dict[Ref | int, list[Entry]] = {}
        for entry in entries:
            key = entry.ref if entry.ref.kind is RecordKind.TICKET else entry.number
            together.setdefault(key, []).append(entry)
        told = [said for some in together.values() for said in self._tell_one(some)]
        return (
            tuple(said for said in told if isinstance(said, Change)),
            tuple(said for said in told if isinstance(said, Rejected)),
        )

    def _tell_one(self, entries: Sequence[Entry]) -> Iterable[Change | Rejected]:
        last = entries[-1]
        if last.ref.id in self._system.traps.poisoned:
            return [rejected(last, RecordRejected(f"Record {last.ref.id} came garbled."))]
        return self._mapping.tell(entries)

    def _confirmed_until(self, kind: RecordKind, settled: int) -> datetime:
        """What is behind `settled` was not all visible, so it does not count as handed over yet."""
        return min(self._system.journal.earliest_after(kind, settled) or self._system.now, self._system.now)

    def _gone(self, ref: Ref) -> Change:
        """Nothing is known of it, so it went before the newest entry."""
        return Change(ref, Operation.DELETE, self._system.journal.last, self._system.now)

    def _living(self, ref: Ref) -> tuple[Ticket, int]:
        desk = self._system.desk
        if ref.id not in desk:
            raise NoSuchRecord(f"There is no ticket {ref.id}.")
        if into := desk[ref.id].merged_into:
            raise NoSuchRecord(f"Ticket {ref.id} was merged into ticket {into}.")
        return desk[ref.id], desk.version(ref.id)


@asynccontextmanager
async def connect(connection: Connection[MemoryConfig]) -> AsyncIterator[Memory]:
    """ConfigWrong where no system of that name is registered."""
    yield Memory(connection, named(connection.config.system))


def _says(status: WriteStatus | None) -> tuple[object, ...]:
    """What the ticket shows; nothing where it shows nothing."""
    if status is None or status.state is None:
        return ()
    return status.state, status.due, status.reason
