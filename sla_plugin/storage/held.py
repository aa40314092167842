"""Which records of a CRM we hold as existing."""

from __future__ import annotations

from typing import Any

from tortoise.queryset import QuerySet

from sla_plugin.sdk.records import RecordKind
from sla_plugin.storage.contacts import ContactRow
from sla_plugin.storage.organisations import CustomerIdentityRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow


async def held_versions(session: Session, system: str, kind: RecordKind) -> dict[str, int]:
    """The system's id → the version we hold, of customers, sites or contacts that are not gone."""
    existing: dict[RecordKind, QuerySet[Any]] = {
        RecordKind.CUSTOMER: session.query(CustomerIdentityRow).filter(gone=False),
        RecordKind.SITE: session.query(SiteRow).filter(active=True),
        RecordKind.CONTACT: session.query(ContactRow).filter(active=True),
    }
    rows = await existing[kind].filter(system=system).values("external_id", "version")
    return {row["external_id"]: row["version"] for row in rows}
