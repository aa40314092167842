"""Move what agreements are scoped by within its tree. What holds for a ticket follows at once, its past
included: of trees we know only how they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId
from sla_plugin.domain.trees import Node, Tree
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow, account_tree
from sla_plugin.storage.services import ServiceRow, service_tree
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow, site_tree
from sla_plugin.storage.tickets import mark_all_due

Placed = TypeVar("Placed", OrganisationRow, ServiceRow, SiteRow)

# Of two moves at once each would see a tree in which there is no cycle yet.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('trees of ' || $1::uuid, 0))"


async def move_service(
    session: Session, which: ServiceId, below: ServiceId | None, now: datetime
) -> ServiceId:
    """`below` None: to the top. NotFound; Conflict `tree.cycle`."""
    await _move(session, ServiceRow, service_tree, which, below, now)
    return which


async def move_site(session: Session, which: SiteId, below: SiteId | None, now: datetime) -> SiteId:
    """The same of a place."""
    await _move(session, SiteRow, site_tree, which, below, now)
    return which


async def move_organisation(
    session: Session, which: OrganisationId, below: OrganisationId | None, now: datetime
) -> OrganisationId:
    """The same of an account; Conflict `organisation.of_crm` where a CRM says what it stands below."""
    of_crm = session.query(CustomerIdentityRow).filter(organisation_id=which, version__gt=0)
    if await of_crm.exists():
        raise Conflict(
            Code.ORGANISATION_OF_CRM,
            "A connected CRM says what this customer stands below.",
            hint="Move it there; it is moved here by the next sync.",
            field="organisation",
        )
    await _move(session, OrganisationRow, account_tree, which, below, now)
    return which


async def _move(
    session: Session,
    model: type[Placed],
    read_tree: Callable[[Session], Awaitable[Tree[Node]]],
    which: Node,
    below: Node | None,
    now: datetime,
) -> None:
    await session.sql(_ONE_AT_A_TIME)
    await session.get(model, id=which)
    if below is not None:
        parent = await session.get(model, id=below)
        if (await read_tree(session)).is_below(below, which):
            raise Conflict(
                Code.TREE_CYCLE,
                f"{parent.name} stands below it, or is the same: nothing can stand below itself.",
                hint="Move that one out first, or choose another place.",
                field="below",
            )
    await session.change(model, {"id": which}, parent_id=below)
    await mark_all_due(session, now)
