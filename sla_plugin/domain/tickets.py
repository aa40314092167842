"""A ticket's life as its facts tell it: what was so after each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    Fact,
    FactKind,
    FieldChanged,
    Merged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    in_order,
)
from sla_plugin.domain.parties import CUSTOMER, NOBODY, Party, PartyKind


class Ending(StrEnum):
    """Why nothing more is asked for on a ticket. All but MERGED can be undone by the desk."""

    RESOLVED = "RESOLVED"
    CANCELLED = "CANCELLED"
    DELETED = "DELETED"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class TicketState:
    """`cause` is the external id of the fact that last changed status, ending or holder. `unanswered`: the
    requester wrote, after the opening message, and no agent has since; resolving a ticket answers it."""

    status: Status = Status.NEW
    fields: Mapping[TicketField, str] = field(default_factory=dict)
    team: str | None = None
    with_supplier: bool = False
    ending: Ending | None = None
    cause: str | None = None
    unanswered: bool = False

    @property
    def assigned_to(self) -> Party | None:
        """The team or supplier whose ticket it is, whatever it waits for."""
        if self.team is None:
            return None
        return Party(PartyKind.SUPPLIER if self.with_supplier else PartyKind.TEAM, self.team)

    @property
    def party(self) -> Party:
        """Who held the ticket. After its end nobody does; while it waits, whom it waits for."""
        if self.ending is not None:
            return NOBODY
        if self.status is Status.PENDING_CUSTOMER:
            return CUSTOMER
        if self.status is Status.PENDING_SUPPLIER or self.with_supplier:
            return Party(PartyKind.SUPPLIER, self.team if self.with_supplier else None)
        return NOBODY if self.team is None else Party(PartyKind.TEAM, self.team)


@dataclass(frozen=True, slots=True)
class Moment:
    """One fact, and the ticket before and after it."""

    fact: Fact
    before: TicketState
    state: TicketState

    @property
    def at(self) -> datetime:
        return self.fact.occurred_at

    @property
    def opens(self) -> bool:
        """A ticket that is entered when it is done already is opened and ended in one moment."""
        return self.fact.kind is FactKind.OPENED

    @property
    def ends(self) -> bool:
        return self.state.ending is not None and (self.opens or self.before.ending is None)

    @property
    def reopens(self) -> bool:
        return self.before.ending is not None and self.state.ending is None and not self.opens


@dataclass(frozen=True, slots=True)
class Ticket:
    """`moments` begin with the opening; none where no fact has told it. `state` is the latest one."""

    moments: tuple[Moment, ...]
    state: TicketState
    derived: bool

    @property
    def ended_at(self) -> datetime | None:
        """Since when the ticket has been finished, cancelled, merged or deleted; None while it is open."""
        if self.state.ending is None or not self.moments:
            return None
        return max(moment.at for moment in self.moments if moment.ends)


def fold(history: Iterable[Fact], as_of: datetime) -> Ticket:
    """The life of one ticket up to and including `as_of`.

    A fact delivered twice counts once. What stood before the opening is only taken for its fields; whatever
    follows a merge belongs to the survivor.
    """
    state = TicketState()
    moments: list[Moment] = []
    derived = False
    for fact in _distinct(in_order(f for f in history if f.occurred_at <= as_of)):
        if fact.kind is FactKind.OPENED and moments:
            continue
        derived = derived or fact.derived
        before, state = state, _after(state, fact)
        if moments or fact.kind is FactKind.OPENED:
            moments.append(Moment(fact, before, state))
        if fact.kind is FactKind.MERGED:
            break
    return Ticket(tuple(moments), state, derived)


def _distinct(ordered: Iterable[Fact]) -> Iterator[Fact]:
    seen: set[tuple[str, str]] = set()
    for fact in ordered:
        key = (fact.source, fact.external_id)
        if key not in seen:
            seen.add(key)
            yield fact


def _after(state: TicketState, fact: Fact) -> TicketState:
    match fact.what:
        case Opened(status, _, fields):
            return replace(
                state,
                status=status,
                fields={**state.fields, **dict(fields)},
                ending=_ending(status),
                cause=fact.external_id,
            )
        case FieldChanged(name, value):
            others = {k: v for k, v in state.fields.items() if k is not name}
            return replace(state, fields=others if value is None else {**others, name: value})
        case Assigned(team, supplier):
            return _moved(replace(state, team=team, with_supplier=supplier and team is not None), state, fact)
        case Reopened():
            return _moved(replace(state, status=Status.OPEN, ending=None), state, fact)
        case StatusChanged(status):
            ending = _ending(status)
            return _moved(
                replace(state, status=status, ending=ending and (state.ending or ending)), state, fact
            )
        case PublicReply(Author.AUTOMATIC):
            return state
        case PublicReply(author):
            return replace(state, unanswered=author is Author.REQUESTER)
        case Merged():
            return _moved(replace(state, ending=state.ending or Ending.MERGED), state, fact)
        case Deleted():
            return _moved(replace(state, ending=state.ending or Ending.DELETED), state, fact)
        case _:
            return state


def _moved(new: TicketState, old: TicketState, fact: Fact) -> TicketState:
    if new == old:
        return new
    is_done = new.ending is not None and old.ending is None
    return replace(new, cause=fact.external_id, unanswered=new.unanswered and not is_done)


def _ending(status: Status) -> Ending | None:
    if status.is_done:
        return Ending.RESOLVED
    return Ending.CANCELLED if status is Status.CANCELLED else None
