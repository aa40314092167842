"""The names by which files speak of what a tenant has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sla_plugin.agreement_files.names import Names
from sla_plugin.domain.ids import CalendarId, ContractId, CustomerGroupId, OrganisationId, SiteId, TicketId
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.customer_groups import CustomerGroupRow
from sla_plugin.storage.organisations import OrganisationRow, customers_by_key
from sla_plugin.storage.services import services_by_code
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow, sites_by_key
from sla_plugin.storage.tickets import TicketRow


async def load_names(session: Session, ticket: str | None = None, ticket_id: UUID | None = None) -> Names:
    """A constant number of statements. `ticket`: the one of which a file speaks, `system:number`;
    `ticket_id`: the one that is to be written."""
    return Names(
        customers=await organisations_by_name(session),
        customer_groups={
            row["code"]: CustomerGroupId(row["id"])
            for row in await session.query(CustomerGroupRow).order_by("code").values("id", "code")
        },
        services=dict(await services_by_code(session)),
        sites=await sites_by_name(session),
        tickets=await _tickets(session, ticket, ticket_id),
        contracts={
            row["number"]: ContractId(row["id"])
            for row in await session.query(ContractRow).values("id", "number")
        },
        calendars=await calendars_by_code(session),
    )


async def organisations_by_name(session: Session) -> dict[str, OrganisationId]:
    """By code, by `system:id`, and by name where no other has the same."""
    rows = await session.query(OrganisationRow).order_by("id").values("id", "code", "name")
    return {
        **{row["code"]: row["id"] for row in rows if row["code"] is not None},
        **await customers_by_key(session),
        **_unique(rows),
    }


async def sites_by_name(session: Session) -> dict[str, SiteId]:
    """By `system:id`, and by name where no other has the same."""
    rows = await session.query(SiteRow).order_by("id").values("id", "name")
    return {**await sites_by_key(session), **_unique(rows)}


async def calendars_by_code(session: Session) -> dict[str, CalendarId]:
    rows = await session.query(CalendarRow).values("id", "code")
    return {row["code"]: CalendarId(row["id"]) for row in rows}


def _unique(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """By name, where no other has the same."""
    many = Counter(row["name"] for row in rows)
    return {row["name"]: row["id"] for row in rows if many[row["name"]] == 1}


async def _tickets(session: Session, named: str | None, which: UUID | None) -> dict[str, TicketId]:
    query = session.query(TicketRow)
    if which is not None:
        query = query.filter(id=which)
    elif named is not None and ":" in named:
        system, _, key = named.partition(":")
        desks = await session.query(ConnectionRow).filter(key=system).values("id")
        query = query.filter(connection_id__in=[row["id"] for row in desks], key=key)
    else:
        return {}
    rows = await query
    systems = {row["id"]: row["key"] for row in await session.query(ConnectionRow).values("id", "key")}
    return {f"{systems[row.connection_id]}:{row.key}": TicketId(row.id) for row in rows}
