"""Tokens that this installation issued to machines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class MachineTokenRow(Row):
    subject = fields.TextField()
    scopes: Any = ArrayField(element_type="text")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "machine_token"


async def is_revoked(session: Session, token_id: UUID) -> bool:
    return await session.query(MachineTokenRow).filter(id=token_id, revoked_at__not_isnull=True).exists()
