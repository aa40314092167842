"""Groups of customers that are promised the same."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.commitments import CustomerGroup
from sla_plugin.domain.ids import CustomerGroupId, OrganisationId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class CustomerGroupRow(Row):
    code = fields.TextField()
    name = fields.TextField()
    rank = fields.IntField()

    class Meta:
        table = "customer_group"


class CustomerGroupMemberRow(Row):
    group_id = fields.UUIDField()
    organisation_id = fields.UUIDField()

    class Meta:
        table = "customer_group_member"


_WITH_MEMBERS = """
select g.id, g.name, g.rank,
       coalesce(array_agg(m.organisation_id) filter (where m.id is not null), '{}') as members
from customer_group g
left join customer_group_member m on m.tenant_id = g.tenant_id and m.group_id = g.id
where g.tenant_id = $1 group by g.id, g.name, g.rank
"""


async def customer_groups(session: Session) -> dict[CustomerGroupId, CustomerGroup]:
    return {
        CustomerGroupId(row["id"]): CustomerGroup(
            row["name"], row["rank"], frozenset(map(OrganisationId, row["members"]))
        )
        for row in await session.sql(_WITH_MEMBERS)
    }
