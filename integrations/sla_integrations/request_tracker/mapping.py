"""From RT's words to ours. Names that RT alone uses go no further than this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from dataclasses import asdict, dataclass

from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_integrations.request_tracker.directory import Directory
from sla_integrations.request_tracker.journal import History, Transaction, is_ours
from sla_plugin.sdk import (
    Assigned,
    Change,
    Deleted,
    Fact,
    FieldChanged,
    InternalNote,
    Merged,
    Opened,
    Operation,
    PublicReply,
    RecordKind,
    RecordRejected,
    Ref,
    Rejected,
    Status,
    StatusChanged,
    TicketFact,
    TicketField,
    TicketRecord,
    ValueRules,
)

DELETED = "deleted"
RULES = ValueRules(
    statuses={
        "new": Status.NEW,
        "open": Status.OPEN,
        "stalled": Status.PENDING_CUSTOMER,
        "resolved": Status.RESOLVED,
        "rejected": Status.CANCELLED,
        DELETED: Status.CANCELLED,
    },
    fields={TicketField.PRIORITY: {"1": "P1", "2": "P2", "3": "P3", "4": "P4"}},
)
"""RT's default lifecycle. People use `stalled` for waiting on the requester."""

What = Opened | FieldChanged | Assigned | StatusChanged | PublicReply | InternalNote | Merged | Deleted


@dataclass(frozen=True, slots=True)
class Mapping:
    config: RequestTrackerConfig
    rules: ValueRules
    directory: Directory
    source: str

    async def changes(self, history: History, of: Collection[int]) -> tuple[list[Change], list[Rejected]]:
        """The ticket as it stands, then the facts of these transactions, then its end if it has one."""
        told: list[Change] = []
        rejected: list[Rejected] = []
        if not of:
            return told, rejected
        try:
            told.append(self._change(history, history.last, await self._record(history)))
        except RecordRejected as error:
            rejected.append(_rejected(history, history.last, error))
        for transaction in history.transactions:
            if transaction.id in of:
                try:
                    told += [
                        self._change(history, transaction, TicketFact(fact))
                        async for fact in self._facts(history, transaction)
                    ]
                except RecordRejected as error:
                    rejected.append(_rejected(history, transaction, error))
        return told + list(_end(history)), rejected

    async def _record(self, history: History) -> TicketRecord:
        ticket = history.ticket
        word = history.now("Status") or ""
        return TicketRecord(
            key=ticket.id,
            subject=history.now("Subject") or "",
            status=self.rules.status(word),
            desk_status=word,
            opened_at=ticket.created,
            fields=await self._fields(history.now),
            url=f"{self.config.root}/Ticket/Display.html?id={ticket.id}",
        )

    async def _facts(self, history: History, transaction: Transaction) -> AsyncIterator[Fact]:
        """The first fact is named by the transaction's number alone, a second one by its place beside it."""
        place = 0
        async for what in self._what(history, transaction):
            place += 1
            yield Fact(
                occurred_at=transaction.at,
                source=self.source,
                sequence=transaction.id,
                external_id=f"txn/{transaction.id}" if place == 1 else f"txn/{transaction.id}/{place}",
                what=what,
                actor=transaction.actor,
            )

    async def _what(self, history: History, of: Transaction) -> AsyncIterator[What]:
        match of.type, of.field:
            case "Create", _:
                yield await self._opened(history, of)
                if history.owned_after(of.id, await self.directory.nobody()):
                    yield Assigned(await self._team(history, of))
            case "Status", _ if of.new == DELETED:
                yield Deleted()
            case "Status", _:
                yield StatusChanged(self.rules.status(of.new or ""), of.new or "")
            case "Set", "Owner":
                owned = of.new != await self.directory.nobody()
                yield Assigned(await self._team(history, of) if owned else None)
            case "Set", "Queue":
                yield Assigned(await self._team(history, of))
                if self.config.service_from_queue:
                    yield FieldChanged(TicketField.SERVICE, await self._value("Queue", of.new))
            case ("Set", "Priority") | ("CustomField", _):
                field = (await self._sources()).get(of.field)
                if field and of.new != of.old:
                    yield FieldChanged(field, await self._value(of.field, of.new))
            case "Correspond", _:
                yield PublicReply(await self.directory.author(of.actor, history.ticket))
            case "Comment", _ if not is_ours(of.subject):
                yield InternalNote()
            case "AddLink", _ if of.survivor:
                yield Merged(of.survivor)

    async def _opened(self, history: History, of: Transaction) -> Opened:
        word = history.after("Status", of.id) or ""
        return Opened(
            self.rules.status(word), word, await self._fields(lambda field: history.after(field, of.id))
        )

    async def _fields(self, held: Callable[[str], str | None]) -> tuple[tuple[TicketField, str], ...]:
        found = []
        for source, field in (await self._sources()).items():
            value = await self._value(source, held(source))
            if value is not None:
                found.append((field, value))
        return tuple(sorted(found))

    async def _sources(self) -> dict[str, TicketField]:
        """Our fields by where RT keeps them: a name of its own, or the number of a custom field."""
        ours = self.config.read_fields
        custom = {n: ours[name] for n, name in (await self.directory.fields()).items() if name in ours}
        queue = {"Queue": TicketField.SERVICE} if self.config.service_from_queue else {}
        return {"Priority": TicketField.PRIORITY, **queue, **custom}

    async def _value(self, source: str, word: str | None) -> str | None:
        if word is None:
            return None
        if source == "Queue":
            word = await self.directory.queue(word)
        if source == "Priority":
            word = self._level(int(word))
        return self.rules.value((await self._sources())[source], word)

    def _level(self, number: int) -> str:
        """The highest band that begins at or below the number; without bands, or below all, the number."""
        bands = {lowest: word for word, lowest in self.config.priority_levels.items() if lowest <= number}
        return bands[max(bands)] if bands else str(number)

    async def _team(self, history: History, of: Transaction) -> str:
        return await self.directory.queue(history.after("Queue", of.id) or "")

    def _change(self, history: History, of: Transaction, data: TicketRecord | TicketFact) -> Change:
        return Change(
            ref=Ref(RecordKind.TICKET, history.ticket.id),
            operation=Operation.UPSERT,
            version=of.id,
            changed_at=of.at,
            data=data,
            actor=of.actor,
        )


def _end(history: History) -> Iterator[Change]:
    ticket, last = history.ticket, history.last
    ref = Ref(RecordKind.TICKET, ticket.id)
    if ticket.survivor:
        yield Change(ref, Operation.MERGE, last.id, last.at, merged_into=ticket.survivor, actor=last.actor)
    elif history.now("Status") == DELETED:
        at = next(
            (t for t in reversed(history.transactions) if t.changes("Status") and t.new == DELETED), last
        )
        yield Change(ref, Operation.DELETE, last.id, at.at, actor=at.actor)


def _rejected(history: History, of: Transaction, error: RecordRejected) -> Rejected:
    reason = f"{error.message} {error.hint or ''}".strip()
    payload = {**asdict(of), "at": of.at.isoformat()}
    return Rejected(Ref(RecordKind.TICKET, history.ticket.id), reason, payload)
