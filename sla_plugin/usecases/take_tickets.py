"""What a desk tells: tickets as they stand, and the facts of what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import ConnectionId, TicketId
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.records import TicketFact, TicketRecord
from sla_plugin.storage.facts import append_facts
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import mark_settled_due
from sla_plugin.storage.tickets import (
    TicketVersion,
    close_deleted,
    close_merged,
    never_evaluated,
    ticket_ids,
    upsert_tickets,
)
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets


@dataclass(frozen=True, slots=True)
class Taken:
    """What one page of changes brought that was not here before. `orphans` are facts about tickets that the
    desk has not shown us; the engine keeps them as dead letters."""

    facts: int
    evaluated: int
    orphans: tuple[tuple[str, Fact], ...] = ()


async def take_tickets(
    session: Session, connection: ConnectionId, changes: Sequence[Change], now: datetime
) -> Taken:
    """Store the tickets, append the facts, and evaluate the clocks of every ticket that got a new one. Where
    a settlement is sealed that they concern, its contract is looked at again."""
    seen = [
        TicketVersion(change.ref.id, change.version, change.data)
        for change in changes
        if isinstance(change.data, TicketRecord)
    ]
    await upsert_tickets(session, connection, seen)
    known = await ticket_ids(session, connection, sorted({change.ref.id for change in changes}))
    appended = await append_facts(session, list(_known_facts(changes, known)), now)
    await _close(session, changes, known)
    touched = {*appended, *await never_evaluated(session, list(known.values()))}
    await evaluate_tickets(session, sorted(touched), now)
    if appended:
        told = [change.data.fact.occurred_at for change in changes if isinstance(change.data, TicketFact)]
        await mark_settled_due(session, sorted(appended), min(told), now)
    orphans = tuple(
        (change.ref.id, change.data.fact)
        for change in changes
        if isinstance(change.data, TicketFact) and change.ref.id not in known
    )
    return Taken(facts=sum(appended.values()), evaluated=len(touched), orphans=orphans)


def _known_facts(changes: Sequence[Change], known: dict[str, TicketId]) -> Iterator[tuple[TicketId, Fact]]:
    for change in changes:
        if isinstance(change.data, TicketFact) and change.ref.id in known:
            yield known[change.ref.id], change.data.fact


async def _close(session: Session, changes: Sequence[Change], known: dict[str, TicketId]) -> None:
    """Keep beside the ticket what the facts of merging and deletion say to its clocks."""
    for change in changes:
        if change.ref.id not in known:
            continue
        if change.operation is Operation.MERGE and change.merged_into:
            await close_merged(session, known[change.ref.id], change.merged_into)
        if change.operation is Operation.DELETE:
            await close_deleted(session, known[change.ref.id], change.changed_at)
