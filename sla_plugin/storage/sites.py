"""Places of customers."""

from __future__ import annotations

from collections import defaultdict

from tortoise import fields

from sla_plugin.domain.ids import OrganisationId, SiteId
from sla_plugin.domain.trees import Tree
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class SiteRow(Row):
    organisation_id = fields.UUIDField()
    parent_id = fields.UUIDField(null=True)
    name = fields.TextField()
    city = fields.TextField(null=True)
    country = fields.TextField(null=True)
    zone = fields.TextField(null=True)
    system = fields.TextField(null=True)
    external_id = fields.TextField(null=True)
    version = fields.BigIntField(default=0)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "site"


async def site_tree(session: Session) -> Tree[SiteId]:
    rows = await session.query(SiteRow).filter(parent_id__not_isnull=True).values("id", "parent_id")
    return Tree({SiteId(row["id"]): SiteId(row["parent_id"]) for row in rows})


async def regions(session: Session) -> dict[OrganisationId, frozenset[SiteId]]:
    """By customer: the sites right above those of its own that exist."""
    rows = (
        await session.query(SiteRow)
        .filter(parent_id__not_isnull=True, active=True)
        .values("organisation_id", "parent_id")
    )
    found: defaultdict[OrganisationId, set[SiteId]] = defaultdict(set)
    for row in rows:
        found[OrganisationId(row["organisation_id"])].add(SiteId(row["parent_id"]))
    return {customer: frozenset(above) for customer, above in found.items()}


async def sites_by_key(session: Session) -> dict[str, SiteId]:
    """`system:external id` → site."""
    rows = (
        await session.query(SiteRow)
        .filter(external_id__not_isnull=True)
        .values("id", "system", "external_id")
    )
    return {f"{row['system']}:{row['external_id']}": SiteId(row["id"]) for row in rows}
