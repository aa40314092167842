"""What every table of a tenant has in common."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from sla_plugin.storage.ids import new_id


class Row(Model):
    """Tortoise sees `id` as the key; the table's real primary key is (tenant_id, id)."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    tenant_id: UUID = fields.UUIDField()

    class Meta:
        abstract = True
