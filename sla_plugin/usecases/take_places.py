"""What a CRM tells of a customer's sites and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.errors import RecordRejected
from sla_plugin.sdk.records import ContactRecord, SiteRecord
from sla_plugin.storage.contacts import ContactRow
from sla_plugin.storage.organisations import identities
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow

Place = TypeVar("Place", SiteRow, ContactRow)


async def take_sites(session: Session, system: str, changes: Sequence[Change]) -> int:
    """Apply what is newer than what we hold; how many changes that were."""
    return sum([await _take(session, SiteRow, system, change) for change in changes])


async def take_contacts(session: Session, system: str, changes: Sequence[Change]) -> int:
    """Apply what is newer than what we hold; how many changes that were."""
    return sum([await _take(session, ContactRow, system, change) for change in changes])


async def _take(session: Session, model: type[Place], system: str, change: Change) -> bool:
    key: dict[str, Any] = {"system": system, "external_id": change.ref.id}
    held = await session.query(model).get_or_none(**key)
    if held is not None and held.version >= change.version:
        return False
    values: dict[str, Any] = {"version": change.version}
    match change.operation, change.data:
        case Operation.UPSERT, SiteRecord() | ContactRecord() as record:
            values |= await _values(session, system, record)
        case _ if held is None:
            return False
        case _:
            values |= {"active": False}
    if held is None:
        await session.add(model(**key, **values))
    else:
        await session.change(model, {"id": held.id}, **values)
    return True


async def _values(session: Session, system: str, record: SiteRecord | ContactRecord) -> dict[str, Any]:
    owner = (await identities(session, system, [record.customer])).get(record.customer)
    if owner is None:
        raise RecordRejected(
            f"It belongs to customer {record.customer!r}, which the CRM has not told us of.",
            hint="It is taken when it is replayed after its customer has come in.",
        )
    values: dict[str, Any] = {
        "organisation_id": owner.organisation_id,
        "name": record.name,
        "active": record.active,
    }
    if isinstance(record, SiteRecord):
        return values | {"city": record.city, "country": record.country, "zone": record.zone}
    return values | {"email": record.email, "phone": record.phone}
