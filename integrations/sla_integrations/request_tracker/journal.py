"""What RT keeps: tickets as they stand, and the numbered transactions that made them so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

_OURS = re.compile(r"\[sla:[0-9a-f]{16}\]$")
"""Ends the subject of a comment that we wrote: its key, as `notes` makes it."""

NOBODY = "Nobody"
"""The user of RT's who owns what nobody owns."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """`field` is RT's name, or the number of a custom field. An empty value is None. `subject`: a
    comment's."""

    id: int
    ticket: str
    type: str
    field: str
    old: str | None
    new: str | None
    actor: str
    at: datetime
    subject: str | None = None

    FIELDS = "ObjectId,Type,Field,OldValue,NewValue,Creator,Created,Data"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            id=int(row["id"]),
            ticket=str(row["ObjectId"]),
            type=row["Type"],
            field=row["Field"],
            old=row["OldValue"] or None,
            new=row["NewValue"] or None,
            actor=row["Creator"]["id"],
            at=datetime.fromisoformat(row["Created"]),
            subject=(row["Data"] or "").strip() or None if row["Type"] == "Comment" else None,
        )

    def changes(self, field: str) -> bool:
        return self.field == field and self.type in ("Set", "Status", "CustomField")

    @property
    def survivor(self) -> str | None:
        """The ticket that this one was merged into. RT writes the same line to the survivor's history."""
        if self.type != "AddLink" or self.field != "MergedInto" or self.new is None:
            return None
        into = self.new.rpartition("/")[2]
        return into if into != self.ticket else None


@dataclass(frozen=True, slots=True)
class Ticket:
    """As it stands now.

    `values` holds Subject, Status, Priority and Queue (its number), and custom fields by number.
    """

    id: str
    created: datetime
    survivor: str | None
    owner: str
    requesters: frozenset[str]
    values: Mapping[str, str | None]

    FIELDS = "Subject,Status,Priority,Queue,Owner,Created,Requestor,EffectiveId,CustomFields"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        number, survivor = str(row["id"]), _id(row["EffectiveId"])
        return cls(
            id=number,
            created=datetime.fromisoformat(row["Created"]),
            survivor=survivor if survivor != number else None,
            owner=_id(row["Owner"]),
            requesters=frozenset(_id(person) for person in row["Requestor"]),
            values={
                "Subject": row["Subject"] or None,
                "Status": row["Status"],
                "Priority": str(row["Priority"]),
                "Queue": _id(row["Queue"]),
                **custom_values(row),
            },
        )


@dataclass(frozen=True, slots=True)
class History:
    """A ticket and what happened to it: all of it, or all from some transaction on."""

    ticket: Ticket
    transactions: tuple[Transaction, ...]

    def after(self, field: str, transaction: int) -> str | None:
        """What the field held right after a transaction: what its next change replaced, or holds now."""
        later = (t for t in self.transactions if t.id > transaction)
        following = next((t for t in later if t.changes(field)), None)
        return following.old if following else self.ticket.values.get(field)

    def now(self, field: str) -> str | None:
        """What the field holds after the last transaction, which may be younger than the ticket we read."""
        newest = next((t for t in reversed(self.transactions) if t.changes(field)), None)
        return newest.new if newest else self.ticket.values.get(field)

    def owned_after(self, transaction: int, nobody: str) -> bool:
        """Whether somebody owned the ticket right after a transaction, which names owners by number."""
        changes = (
            t for t in self.transactions if t.id > transaction and (t.type, t.field) == ("Set", "Owner")
        )
        following = next(changes, None)
        return following.old != nobody if following else self.ticket.owner != NOBODY

    @property
    def numbers(self) -> set[int]:
        return {transaction.id for transaction in self.transactions}

    @property
    def last(self) -> Transaction:
        return self.transactions[-1]


def custom_values(row: Mapping[str, Any]) -> dict[str, str | None]:
    """First values by the custom field's number. RT keeps an emptied field as a value of nothing."""
    return {field["id"]: (field["values"] or [None])[0] or None for field in row.get("CustomFields") or ()}


def is_ours(subject: str | None) -> bool:
    return subject is not None and _OURS.search(subject) is not None


def by_ticket(transactions: Iterable[Transaction]) -> dict[str, list[Transaction]]:
    found: dict[str, list[Transaction]] = {}
    for transaction in transactions:
        found.setdefault(transaction.ticket, []).append(transaction)
    return found


def _id(reference: Any) -> str:
    """RT gives a reference as an object where it can, and as a bare number where it cannot."""
    return str(reference["id"] if isinstance(reference, Mapping) else reference)
