"""The desk, as the people who work at it see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from sla_integrations.memory.journal import Journal, Verb
from sla_integrations.memory.traps import Traps
from sla_plugin.sdk import Author, RecordKind, Ref, StaleVersion, TicketField, WriteNote, WriteStatus


@dataclass(frozen=True, slots=True)
class Ticket:
    """In the desk's words. `sla` and `notes` are what was written back."""

    subject: str
    status: str
    opened_at: datetime
    fields: Mapping[TicketField, str] = field(default_factory=dict)
    team: str | None = None
    merged_into: str | None = None
    sla: WriteStatus | None = None
    notes: tuple[WriteNote, ...] = ()


class Desk:
    """Every action takes the instant at which it happens, in any order; tickets go by their id.

    An unknown id is a KeyError. Words are the desk's own and are checked by nobody, as in a real one.
    `owners` is who owns the queue of each team; `told` is what each of them was told, by name.
    """

    def __init__(self, journal: Journal, traps: Traps) -> None:
        self._journal = journal
        self._traps = traps
        self._tickets: dict[str, Ticket] = {}
        self._versions: dict[str, int] = {}
        self.owners: dict[str, str] = {}
        self.told: dict[str, list[WriteNote]] = {}

    def open_ticket(
        self,
        at: datetime,
        subject: str,
        *,
        key: str | None = None,
        customer: str | None = None,
        priority: str | None = None,
        service: str | None = None,
        site: str | None = None,
        department: str | None = None,
        type: str | None = None,  # noqa: A002  # the field's own name
        status: str = "new",
        team: str | None = None,
        actor: str = "requester",
    ) -> str:
        """The ticket's id: `key`, or the next of INC-1, INC-2, …"""
        number = key or self._free()
        if number in self._versions:
            raise ValueError(f"there is a ticket {number} already")
        stated = {
            TicketField.CUSTOMER: customer,
            TicketField.PRIORITY: priority,
            TicketField.SERVICE: service,
            TicketField.SITE: site,
            TicketField.DEPARTMENT: department,
            TicketField.TYPE: type,
        }
        fields = {name: value for name, value in stated.items() if value is not None}
        self._note_down(at, number, Verb.OPEN, Ticket(subject, status, at, fields), actor)
        if team is not None:
            self.assign(at, number, team, actor=actor)
        return number

    def set_status(self, at: datetime, number: str, word: str, *, actor: str = "agent") -> None:
        self._note_down(at, number, Verb.STATUS, replace(self[number], status=word), actor)

    def reopen(self, at: datetime, number: str, *, actor: str = "requester") -> None:
        """The desk says "reopened" and not into which status."""
        self._note_down(at, number, Verb.REOPEN, replace(self[number], status="open"), actor)

    def set_priority(self, at: datetime, number: str, word: str | None, *, actor: str = "agent") -> None:
        self.set_field(at, number, TicketField.PRIORITY, word, actor=actor)

    def set_field(
        self, at: datetime, number: str, name: TicketField, value: str | None, *, actor: str = "agent"
    ) -> None:
        """None empties the field."""
        ticket = self[number]
        fields = {n: v for n, v in ticket.fields.items() if n is not name}
        if value is not None:
            fields[name] = value
        self._note_down(
            at, number, Verb.FIELD, replace(ticket, fields=fields), actor, field=name, value=value
        )

    def set_subject(self, at: datetime, number: str, subject: str, *, actor: str = "agent") -> None:
        self._note_down(at, number, Verb.EDIT, replace(self[number], subject=subject), actor)

    def assign(
        self, at: datetime, number: str, team: str | None, *, supplier: bool = False, actor: str = "agent"
    ) -> None:
        """To a team or a supplier; None takes it from everybody."""
        ticket = replace(self[number], team=team)
        self._note_down(at, number, Verb.ASSIGN, ticket, actor, team=team, supplier=supplier)

    def reply(self, at: datetime, number: str, author: Author, *, actor: str | None = None) -> None:
        self._note_down(at, number, Verb.REPLY, self[number], actor or author.value.lower(), author=author)

    def note(self, at: datetime, number: str, *, actor: str = "agent") -> None:
        self._note_down(at, number, Verb.NOTE, self[number], actor)

    def rate(
        self,
        at: datetime,
        number: str,
        csat: int | None,
        *,
        stated: str | None = None,
        actor: str = "requester",
    ) -> None:
        self._note_down(at, number, Verb.RATE, self[number], actor, csat=csat, stated=stated)

    def merge(self, at: datetime, number: str, into: str, *, actor: str = "agent") -> None:
        """The ticket keeps its history; `into` lives on."""
        if into not in self:
            raise KeyError(into)
        self._note_down(at, number, Verb.MERGE, replace(self[number], merged_into=into), actor, into=into)

    def delete(self, at: datetime, number: str, *, actor: str = "agent") -> None:
        ticket = self[number]
        if self._traps.hard_deletes:
            self._journal.erase(_ref(number))
        else:
            self._note_down(at, number, Verb.DELETE, ticket, actor)
        del self._tickets[number]

    def __getitem__(self, number: str) -> Ticket:
        """The ticket as it stands; KeyError where it is not there, or deleted."""
        return self._tickets[number]

    def __contains__(self, number: str) -> bool:
        return number in self._tickets

    def version(self, number: str) -> int:
        """Grows with everything that happens to the ticket."""
        return self._versions[number]

    def write(self, at: datetime, number: str, status: WriteStatus, *, if_version: int, actor: str) -> int:
        """The version after writing; StaleVersion where the ticket has another one than `if_version`."""
        if self._traps.outpaced:
            self._traps.outpaced -= 1
            self.note(at, number)
        if self._versions[number] != if_version:
            raise StaleVersion(f"Ticket {number} was changed since we read it.")
        after = replace(self[number], sla=status if status.state is not None else None)
        self._note_down(at, number, Verb.SLA, after, actor)
        return self._versions[number]

    def write_note(self, at: datetime, number: str, note: WriteNote, *, actor: str) -> int:
        """The version after writing. Whoever owns the queue of the ticket's team is told."""
        ticket = self[number]
        self._note_down(at, number, Verb.SLA_NOTE, replace(ticket, notes=(*ticket.notes, note)), actor)
        owner = self.owners.get(ticket.team or "")
        if owner is not None:
            self.told.setdefault(owner, []).append(note)
        return self._versions[number]

    def _free(self) -> str:
        return next(n for i in count(len(self._versions) + 1) if (n := f"INC-{i}") not in self._versions)

    def _note_down(
        self, at: datetime, number: str, verb: Verb, ticket: Ticket, actor: str, **details: Any
    ) -> None:
        entry = self._journal.append(at, _ref(number), verb, ticket, actor, **details)
        self._tickets[number] = ticket
        self._versions[number] = entry.number


def _ref(number: str) -> Ref:
    return Ref(RecordKind.TICKET, number)
