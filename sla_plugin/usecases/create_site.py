"""Enter a place by hand: a region that others lie in, or one that no CRM knows."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.domain.ids import OrganisationId, SiteId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow


@dataclass(frozen=True, slots=True)
class NewSite:
    """`identity` is the (system, external id) under which desks name it, if they do."""

    organisation: OrganisationId
    name: str
    parent: SiteId | None = None
    city: str | None = None
    country: str | None = None
    zone: str | None = None
    identity: tuple[str, str] | None = None


async def create_site(session: Session, new: NewSite) -> SiteId:
    """NotFound; BadInput `name.empty`; Conflict `object.duplicate` where another place has the identity."""
    if not new.name.strip():
        raise BadInput(Code.NAME_EMPTY, "A site needs a name.", field="name")
    await session.get(OrganisationRow, id=new.organisation)
    system, external_id = new.identity or (None, None)
    site = SiteRow(
        organisation_id=new.organisation,
        parent_id=new.parent,
        name=new.name.strip(),
        city=new.city,
        country=new.country,
        zone=new.zone,
        system=system,
        external_id=external_id,
    )
    await session.add(site)
    return SiteId(site.id)
