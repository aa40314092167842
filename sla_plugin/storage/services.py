"""What is delivered: the service catalogue, as a tree."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.trees import Tree
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ServiceRow(Row):
    parent_id = fields.UUIDField(null=True)
    code = fields.TextField()
    name = fields.TextField()

    class Meta:
        table = "service"


async def service_tree(session: Session) -> Tree[ServiceId]:
    rows = await session.query(ServiceRow).filter(parent_id__not_isnull=True).values("id", "parent_id")
    return Tree({ServiceId(row["id"]): ServiceId(row["parent_id"]) for row in rows})


async def services_by_code(session: Session) -> dict[str, ServiceId]:
    rows = await session.query(ServiceRow).values("id", "code")
    return {row["code"]: ServiceId(row["id"]) for row in rows}
