"""When services were down, as it was told. Never edited."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.ids import ServiceId, SiteId
from sla_plugin.domain.outages import OutageBegan, OutageEnded, OutageFact
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

BEGAN, ENDED = "OUTAGE_BEGAN", "OUTAGE_ENDED"


class OutageFactRow(Row):
    source = fields.TextField()
    external_id = fields.TextField()
    sequence = fields.BigIntField()
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    kind = fields.TextField()
    outage = fields.TextField()
    service_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)

    class Meta:
        table = "outage_fact"

    def value(self) -> OutageFact:
        if self.service_id is None:
            return OutageEnded(self.occurred_at, self.source, self.sequence, self.external_id, self.outage)
        site = None if self.site_id is None else SiteId(self.site_id)
        return OutageBegan(
            self.occurred_at,
            self.source,
            self.sequence,
            self.external_id,
            self.outage,
            ServiceId(self.service_id),
            site,
        )


async def outage_facts(session: Session) -> list[OutageFact]:
    """All of the tenant's: outages are few."""
    return [row.value() for row in await session.query(OutageFactRow)]


async def end_of(session: Session, began: OutageFactRow) -> datetime | None:
    """Of the outage that began so."""
    ended = session.query(OutageFactRow).filter(
        source=began.source, outage=began.outage, kind=ENDED, occurred_at__gte=began.occurred_at
    )
    row = await ended.order_by("occurred_at").first()
    return None if row is None else row.occurred_at


async def add_outage_fact(session: Session, fact: OutageFact, recorded_at: datetime) -> UUID:
    began = fact if isinstance(fact, OutageBegan) else None
    row = OutageFactRow(
        source=fact.source,
        external_id=fact.external_id,
        sequence=fact.sequence,
        occurred_at=fact.occurred_at,
        recorded_at=recorded_at,
        kind=ENDED if began is None else BEGAN,
        outage=fact.outage,
        service_id=began and began.service,
        site_id=began and began.site,
    )
    await session.add(row)
    return row.id
