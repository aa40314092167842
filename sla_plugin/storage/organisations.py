"""Customers and other legal persons, as a tree, and the ids by which CRMs know them."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise import fields

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.trees import Tree
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class OrganisationRow(Row):
    parent_id = fields.UUIDField(null=True)
    code = fields.TextField(null=True)
    name = fields.TextField()
    active = fields.BooleanField(default=True)
    registration_number = fields.TextField(null=True)

    class Meta:
        table = "organisation"


class CustomerIdentityRow(Row):
    system = fields.TextField()
    external_id = fields.TextField()
    organisation_id = fields.UUIDField()
    version = fields.BigIntField(default=0)
    parent_external_id = fields.TextField(null=True)
    gone = fields.BooleanField(default=False)
    merged_into = fields.TextField(null=True)

    class Meta:
        table = "customer_identity"


async def account_tree(session: Session) -> Tree[OrganisationId]:
    rows = await session.query(OrganisationRow).filter(parent_id__not_isnull=True).values("id", "parent_id")
    return Tree({OrganisationId(row["id"]): OrganisationId(row["parent_id"]) for row in rows})


_BELOW = """
with recursive below as (
    select tenant_id, id from organisation where tenant_id = $1 and id = $2
    union
    select o.tenant_id, o.id from organisation o
    join below on o.tenant_id = below.tenant_id and o.parent_id = below.id
)
select id from below where tenant_id = $1
"""


async def accounts_below(session: Session, top: OrganisationId) -> list[OrganisationId]:
    """The account itself first, if it is there; in one statement."""
    return [OrganisationId(row["id"]) for row in await session.sql(_BELOW, top)]


async def customers_by_key(session: Session) -> dict[str, OrganisationId]:
    """`system:external id` → organisation."""
    rows = await session.query(CustomerIdentityRow).values("system", "external_id", "organisation_id")
    return {f"{row['system']}:{row['external_id']}": OrganisationId(row["organisation_id"]) for row in rows}


async def identities(
    session: Session, system: str, external_ids: Sequence[str]
) -> dict[str, CustomerIdentityRow]:
    """The known ones among these ids."""
    rows = await session.query(CustomerIdentityRow).filter(system=system, external_id__in=list(external_ids))
    return {row.external_id: row for row in rows}


async def organisation_names(session: Session) -> dict[OrganisationId, str]:
    rows = await session.query(OrganisationRow).values("id", "name")
    return {OrganisationId(row["id"]): row["name"] for row in rows}
