"""Take down when a service was not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sla_plugin.domain.ids import ServiceId, SiteId
from sla_plugin.domain.outages import OutageBegan, OutageEnded, OutageFact
from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.outages import OutageFactRow, add_outage_fact
from sla_plugin.storage.session import Session

SOURCE = "api"


@dataclass(frozen=True, slots=True)
class ToldOutage:
    """`outage` is what its teller calls it, the same when its end is told later. `site` None: everywhere."""

    outage: str
    service: ServiceId
    site: SiteId | None
    began_at: datetime
    ended_at: datetime | None


async def record_outage(session: Session, told: ToldOutage, now: datetime) -> UUID:
    """The id of its beginning. What was told before is left as it is: Conflict `outage.told` where it is told
    otherwise now. BadInput `name.empty`, and `outage.untold` for an end before the beginning."""
    if not told.outage.strip():
        raise BadInput(Code.NAME_EMPTY, "An outage needs a name of its own.", field="outage")
    if told.ended_at is not None and told.ended_at <= told.began_at:
        raise BadInput(
            Code.OUTAGE_UNTOLD,
            "The outage would end before it began.",
            hint="Put endedAt after beganAt, or leave it out while the outage goes on.",
            field="endedAt",
        )
    began = OutageBegan(
        told.began_at, SOURCE, 1, f"{told.outage}/began", told.outage, told.service, told.site
    )
    which = await _tell(session, began, now)
    if told.ended_at is not None:
        await _tell(session, OutageEnded(told.ended_at, SOURCE, 2, f"{told.outage}/ended", told.outage), now)
    return which


async def _tell(session: Session, fact: OutageFact, now: datetime) -> UUID:
    held = await session.query(OutageFactRow).get_or_none(source=SOURCE, external_id=fact.external_id)
    if held is None:
        return await add_outage_fact(session, fact, now)
    if held.value() != fact:
        raise Conflict(
            Code.OUTAGE_TOLD,
            f"Of the outage {fact.outage!r} something else was told before: {held.occurred_at.isoformat()}.",
            hint="Give another outage another name. What was told is never changed.",
            field="outage",
        )
    return held.id
