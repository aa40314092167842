"""One page of changes: hand each kind to its use case, and keep what could not be taken."""

from __future__ import annotations

import json
from datetime import datetime

from sla_plugin.domain.canonical import canonical_text
from sla_plugin.errors import SlaError, Unavailable
from sla_plugin.sdk.changes import Batch, Change
from sla_plugin.sdk.errors import RecordRejected
from sla_plugin.sdk.records import ContractTermination, RecordKind
from sla_plugin.storage.connections import bury
from sla_plugin.storage.session import Session
from sla_plugin.storage.what import what_to_json
from sla_plugin.sync.home import Home, deed_of
from sla_plugin.sync.links import Link
from sla_plugin.usecases.take_customers import take_customers
from sla_plugin.usecases.take_places import take_contacts, take_sites
from sla_plugin.usecases.take_terminations import Refused, TakenRequest, take_termination
from sla_plugin.usecases.take_tickets import take_tickets


async def take_page(
    session: Session, home: Home, link: Link, kind: RecordKind, batch: Batch, now: datetime
) -> tuple[int, int]:
    """How many changes were new, and how many records went to the dead letters."""
    rejected = len(batch.rejected)
    for record in batch.rejected:
        await bury(session, link.id, record.ref.kind, record.ref.id, record.reason, record.payload, now)
    if kind is RecordKind.TICKET:
        taken, orphans = await _take_tickets(session, link, batch, now)
        return taken, rejected + orphans
    if kind is RecordKind.TERMINATION:
        taken, refused = await _take_terminations(session, home, link, batch, now)
        return taken, rejected + refused
    taken = 0
    for change in batch.changes:
        try:
            taken += await _take_one(session, link, change, now)
        except RecordRejected as error:
            rejected += 1
            await bury(session, link.id, change.ref.kind, change.ref.id, str(error), {}, now)
    return taken, rejected


async def _take_one(session: Session, link: Link, change: Change, now: datetime) -> int:
    match change.ref.kind:
        case RecordKind.CUSTOMER:
            return await take_customers(session, link.key, [change], now)
        case RecordKind.SITE:
            return await take_sites(session, link.key, [change])
        case RecordKind.CONTACT:
            return await take_contacts(session, link.key, [change])
        case RecordKind.TERMINATION | RecordKind.TICKET:
            raise AssertionError("taken page by page")


async def _take_terminations(
    session: Session, home: Home, link: Link, batch: Batch, now: datetime
) -> tuple[int, int]:
    """What is refused is set aside with its code, and the others go on. By contract, so that two runs can
    wait for each other but never deadlock."""
    taken = refused = 0
    for change in sorted(batch.changes, key=_contract):
        answer = await _take_termination(session, home, link, change, now)
        taken += answer.is_new
        refused += len(answer.refused)
        for one in answer.refused:
            said = {"code": one.because.code.value, "says": one.says}
            await bury(session, link.id, RecordKind.TERMINATION, one.event, str(one.because), said, now)
    return taken, refused


def _contract(change: Change) -> str:
    return change.data.contract if isinstance(change.data, ContractTermination) else ""


async def _take_termination(
    session: Session, home: Home, link: Link, change: Change, now: datetime
) -> TakenRequest:
    """Unavailable where its paper cannot be kept: the page comes again."""
    try:
        async with session.savepoint():
            deed = deed_of(home, link, now)
            return await take_termination(session, home.documents, deed, link.key, change)
    except Unavailable:
        raise
    except SlaError as refusal:
        says = json.loads(canonical_text(change.data))
        return TakenRequest(is_new=False, refused=(Refused(change.ref.id, refusal, says),))


async def _take_tickets(session: Session, link: Link, batch: Batch, now: datetime) -> tuple[int, int]:
    taken = await take_tickets(session, link.id, batch.changes, now)
    for ticket, fact in taken.orphans:
        await bury(
            session,
            link.id,
            RecordKind.TICKET,
            f"{ticket}/{fact.external_id}",
            f"The desk told a fact of ticket {ticket!r}, which it has not shown us.",
            {"kind": fact.kind, "occurred_at": fact.occurred_at.isoformat(), "data": what_to_json(fact.what)},
            now,
        )
    return taken.facts, len(taken.orphans)
