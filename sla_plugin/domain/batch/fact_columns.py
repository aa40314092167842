"""The facts of many tickets as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Flags, Indices, Microseconds
from sla_plugin.domain.facts import (
    Fact,
    FactKind,
    InternalNote,
    Merged,
    Opened,
    Outcome,
    StatusChanged,
    What,
    in_order,
)
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.microseconds import to_instant, to_us


@dataclass(frozen=True, slots=True, eq=False)
class FactColumns:
    """The facts of the ticket `i` stand at `bounds[i]` up to `bounds[i + 1]`, in their order: int64
    microseconds since 1970 UTC in `at`, and in `what` the place in `whats` of what happened.

    They come from one source, each once, begin with the opening and end with a merge. A ticket whose facts
    do not is `apart`: its columns are empty, and it is read from `told`. `tickets` and `told` are None where
    nobody asks which ticket it is, and what the desk called a fact.
    """

    bounds: Indices
    at: Microseconds
    what: Codes
    whats: Sequence[What]
    apart: Flags
    tickets: Sequence[TicketId] | None = None
    told: Sequence[Sequence[Fact]] | None = None

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @classmethod
    def of(cls, histories: Mapping[TicketId, Sequence[Fact]]) -> FactColumns:
        """Some 2 µs a fact, so keep the columns where the same facts are evaluated again."""
        known: dict[What, int] = {}
        instants, whats, bounds, apart = list[int](), list[int](), [0], list[bool]()
        for history in histories.values():
            facts = _plain(history)
            apart.append(facts is None)
            instants += [to_us(fact.occurred_at) for fact in facts or ()]
            whats += [known.setdefault(_essence(fact.what), len(known)) for fact in facts or ()]
            bounds.append(len(instants))
        return cls(
            bounds=np.array(bounds, np.intp),
            at=np.array(instants, np.int64),
            what=np.array(whats, np.int32),
            whats=tuple(known),
            apart=np.array(apart, np.bool_),
            tickets=tuple(histories),
            told=tuple(histories.values()),
        )

    def facts(self, ticket: int) -> Sequence[Fact]:
        """As they were told; where nobody kept that, as one desk might have told them."""
        if self.told is not None:
            return self.told[ticket]
        return [
            Fact(to_instant(int(self.at[i])), "desk", i, str(i), self.whats[self.what[i]])
            for i in range(self.bounds[ticket], self.bounds[ticket + 1])
        ]

    def which(self, ticket: int) -> TicketId | None:
        return None if self.tickets is None else self.tickets[ticket]

    def known_at(self, as_of: datetime) -> Indices:
        """How many facts of each ticket had happened by then."""
        until = np.concatenate(([0], np.cumsum(self.at <= to_us(as_of))))
        return np.diff(until[self.bounds])


def _plain(history: Sequence[Fact]) -> list[Fact] | None:
    """The facts in their order, up to a merge; None where they are of several sources, or something happened
    before the ticket was opened."""
    distinct: dict[tuple[str, str], Fact] = {}
    for fact in in_order(history):
        distinct.setdefault((fact.source, fact.external_id), fact)
    facts = list(distinct.values())
    if not facts or facts[0].kind is not FactKind.OPENED or any(f.source != facts[0].source for f in facts):
        return None
    facts = [facts[0], *(fact for fact in facts[1:] if fact.kind is not FactKind.OPENED)]
    merged = next((n for n, fact in enumerate(facts, 1) if fact.kind is FactKind.MERGED), None)
    return facts[:merged]


def _essence(what: What) -> What:
    """Without the desk's own words, so that there are few different ones."""
    match what:
        case Opened() | StatusChanged():
            return replace(what, desk_status="")
        case Merged():
            return Merged("")
        case InternalNote() | Outcome():
            return InternalNote()
        case _:
            return what
