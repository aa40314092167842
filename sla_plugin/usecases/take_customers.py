"""What a CRM tells: customers, sites and contacts come in, and are merged, renamed and retired.

A customer that the CRM deletes or merges is only marked inactive here: its contracts end by a termination,
never by the absence of a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.errors import RecordRejected
from sla_plugin.sdk.records import CustomerRecord
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow, account_tree, identities
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_due_for_customers


async def take_customers(session: Session, system: str, changes: Sequence[Change], now: datetime) -> int:
    """Apply what is newer than what we hold; how many changes that were. RecordRejected where a change
    cannot be understood without another one that has not come."""
    taken = 0
    for change in changes:
        known = await identities(session, system, [change.ref.id, change.merged_into or change.ref.id])
        held = known.get(change.ref.id)
        if held is not None and held.version >= change.version:
            continue
        taken += 1
        if held is not None and held.merged_into is not None and change.operation is not Operation.MERGE:
            # What is still done to a merged record in the CRM changes nothing here.
            gone = change.operation is Operation.DELETE
            await session.change(CustomerIdentityRow, {"id": held.id}, version=change.version, gone=gone)
            continue
        match change.operation, change.data:
            case Operation.MERGE, _:
                await _merge(session, system, change, held, known.get(change.merged_into or ""))
            case Operation.UPSERT, CustomerRecord() as record:
                await _upsert(session, system, change, record, held)
            case Operation.DELETE, _ if held is not None:
                await _retire(session, held, change.version)
        await mark_due_for_customers(session, [f"{system}:{change.ref.id}"], now)
    return taken


async def _upsert(
    session: Session, system: str, change: Change, record: CustomerRecord, held: CustomerIdentityRow | None
) -> None:
    parent = await _parent(session, system, record.parent)
    if held is not None and parent is not None:
        await _refuse_a_circle(session, OrganisationId(held.organisation_id), parent, record)
    if held is None:
        organisation = OrganisationRow(name=record.name, active=record.active, parent_id=parent)
        await session.add(organisation)
        await session.add(
            CustomerIdentityRow(
                system=system,
                external_id=change.ref.id,
                organisation_id=organisation.id,
                version=change.version,
                parent_external_id=record.parent,
            )
        )
    else:
        await session.change(
            OrganisationRow,
            {"id": held.organisation_id},
            name=record.name,
            active=record.active,
            parent_id=parent,
        )
        await session.change(
            CustomerIdentityRow,
            {"id": held.id},
            version=change.version,
            parent_external_id=record.parent,
            gone=False,
        )
    await _adopt(session, system, change.ref.id)


async def _refuse_a_circle(
    session: Session, organisation: OrganisationId, parent: OrganisationId, record: CustomerRecord
) -> None:
    """An account that stood above itself would make every promise of its tree a promise to nobody."""
    tree = await account_tree(session)
    if tree.is_below(parent, organisation):
        raise RecordRejected(
            f"Customer {record.parent!r}, which it should stand below, stands below it.",
            hint="Take one out of the other in the CRM; the record is then taken when it is replayed.",
        )


async def _parent(session: Session, system: str, external_id: str | None) -> OrganisationId | None:
    """None too while the parent has not arrived; `_adopt` makes up for it when it does."""
    if external_id is None:
        return None
    known = await identities(session, system, [external_id])
    return OrganisationId(known[external_id].organisation_id) if external_id in known else None


async def _adopt(session: Session, system: str, parent: str) -> None:
    """Give a customer that has just arrived the children that arrived before it, but not one that it stands
    below."""
    own = (await identities(session, system, [parent]))[parent]
    above = (await account_tree(session)).lineage(OrganisationId(own.organisation_id))
    children = session.query(CustomerIdentityRow).filter(system=system, parent_external_id=parent)
    found = [row["organisation_id"] for row in await children.values("organisation_id")]
    ids = [child for child in found if child not in above]
    await session.query(OrganisationRow).filter(id__in=ids).update(parent_id=own.organisation_id)


async def _merge(
    session: Session,
    system: str,
    change: Change,
    held: CustomerIdentityRow | None,
    survivor: CustomerIdentityRow | None,
) -> None:
    """The merged customer becomes an account below the survivor: what was promised to it still holds for its
    tickets, since no contract ends by a merge, and what the survivor has covers them too."""
    if survivor is None:
        raise RecordRejected(
            f"It was merged into customer {change.merged_into!r}, which the CRM has not told us of.",
            hint="It is taken when it is replayed after that customer has come in.",
        )
    becomes = {"merged_into": change.merged_into, "version": change.version}
    if held is None:
        key = {"system": system, "external_id": change.ref.id}
        await session.add(CustomerIdentityRow(organisation_id=survivor.organisation_id, **key, **becomes))
        return
    await session.change(CustomerIdentityRow, {"id": held.id}, **becomes)
    tree = await account_tree(session)
    if held.organisation_id not in tree.lineage(OrganisationId(survivor.organisation_id)):
        await session.change(
            OrganisationRow, {"id": held.organisation_id}, parent_id=survivor.organisation_id, active=False
        )


async def _retire(session: Session, held: CustomerIdentityRow, version: int) -> None:
    await session.change(OrganisationRow, {"id": held.organisation_id}, active=False)
    await session.change(CustomerIdentityRow, {"id": held.id}, version=version, gone=True)
