"""From the system's words to ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sla_integrations.memory.desk import Ticket
from sla_integrations.memory.journal import Entry, Verb
from sla_integrations.memory.terminations import Termination
from sla_plugin.sdk import (
    Assigned,
    Change,
    Deleted,
    Fact,
    FieldChanged,
    Ground,
    InternalNote,
    Merged,
    Opened,
    Operation,
    Outcome,
    PublicReply,
    Record,
    RecordKind,
    RecordRejected,
    Rejected,
    Reopened,
    Status,
    StatusChanged,
    TicketFact,
    TicketField,
    TicketRecord,
    ValueRules,
)

RULES = ValueRules(
    statuses={
        "new": Status.NEW,
        "open": Status.OPEN,
        "waiting": Status.PENDING_CUSTOMER,
        "on-hold": Status.ON_HOLD,
        "resolved": Status.RESOLVED,
        "closed": Status.CLOSED,
        "rejected": Status.CANCELLED,
    },
    grounds={ground.value.lower().replace("_", " "): ground for ground in Ground},
)

What = (
    Opened
    | StatusChanged
    | Reopened
    | FieldChanged
    | Assigned
    | PublicReply
    | InternalNote
    | Outcome
    | Merged
    | Deleted
)


@dataclass(frozen=True, slots=True)
class Mapping:
    rules: ValueRules
    source: str

    def tell(self, entries: Sequence[Entry]) -> Iterator[Change | Rejected]:
        """What these entries of one record say: for a ticket how it stands after them, then their facts,
        then its end if it has one."""
        if entries[0].ref.kind is not RecordKind.TICKET:
            yield from (self._record_change(entry) for entry in entries)
            return
        last = entries[-1]
        try:
            yield _change(last, data=self._ticket(last.ref.id, last.record))
        except RecordRejected as error:
            yield rejected(last, error)
        for entry in entries:
            yield from self._facts(entry)
        yield from _ends(entries)

    def _facts(self, entry: Entry) -> Iterator[Change | Rejected]:
        try:
            what = self._what(entry)
        except RecordRejected as error:
            yield rejected(entry, error)
        else:
            if what is not None:
                fact = Fact(entry.at, self.source, entry.number, f"entry/{entry.number}", what, entry.actor)
                yield _change(entry, data=TicketFact(fact))

    def _what(self, entry: Entry) -> What | None:
        """None for what is no fact: our own writing, and edits that decide nothing."""
        ticket: Ticket = entry.record
        details = entry.details
        match entry.verb:
            case Verb.OPEN:
                return Opened(self.rules.status(ticket.status), ticket.status, self._fields(ticket))
            case Verb.STATUS:
                return StatusChanged(self.rules.status(ticket.status), ticket.status)
            case Verb.REOPEN:
                return Reopened()
            case Verb.FIELD:
                return FieldChanged(details["field"], self._value(details["field"], details["value"]))
            case Verb.ASSIGN:
                return Assigned(details["team"], details["supplier"])
            case Verb.REPLY:
                return PublicReply(details["author"])
            case Verb.NOTE:
                return InternalNote()
            case Verb.RATE:
                return Outcome(details["csat"], details["stated"])
            case Verb.MERGE:
                return Merged(details["into"])
            case Verb.DELETE:
                return Deleted()
            case Verb.SLA | Verb.SLA_NOTE | Verb.EDIT:
                return None

    def _ticket(self, number: str, ticket: Ticket) -> TicketRecord:
        return TicketRecord(
            key=number,
            subject=ticket.subject,
            status=self.rules.status(ticket.status),
            desk_status=ticket.status,
            opened_at=ticket.opened_at,
            fields=self._fields(ticket),
        )

    def _record_change(self, entry: Entry) -> Change | Rejected:
        match entry.verb, entry.record:
            case Verb.DELETE, _:
                return _change(entry, Operation.DELETE)
            case Verb.MERGE, _:
                return _change(entry, Operation.MERGE, merged_into=entry.details["into"])
            case _, Termination() as request:
                try:
                    return _change(entry, data=request.record(self.rules))
                except RecordRejected as error:
                    return rejected(entry, error)
            case _, record:
                return _change(entry, data=record)

    def _fields(self, ticket: Ticket) -> tuple[tuple[TicketField, str], ...]:
        return tuple(sorted((name, self.rules.value(name, word)) for name, word in ticket.fields.items()))

    def _value(self, field: TicketField, word: str | None) -> str | None:
        return None if word is None else self.rules.value(field, word)


def rejected(entry: Entry, error: RecordRejected) -> Rejected:
    reason = f"{error.message} {error.hint or ''}".strip()
    payload = {"number": entry.number, "at": entry.at.isoformat(), "verb": entry.verb.value}
    return Rejected(entry.ref, reason, payload)


def _ends(entries: Sequence[Entry]) -> Iterator[Change]:
    for entry in entries:
        if entry.verb is Verb.MERGE:
            yield _change(entry, Operation.MERGE, merged_into=entry.details["into"])
        if entry.verb is Verb.DELETE:
            yield _change(entry, Operation.DELETE)


def _change(
    entry: Entry,
    operation: Operation = Operation.UPSERT,
    *,
    data: Record | None = None,
    merged_into: str | None = None,
) -> Change:
    return Change(entry.ref, operation, entry.number, entry.at, data, merged_into, entry.actor)
