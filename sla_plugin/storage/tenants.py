"""Who runs a service desk on this installation. Created and listed by the operator, as the owner role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict

TENANT_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class Tenant:
    id: TenantId
    key: str
    name: str


async def insert_tenant(owner: Any, tenant: Tenant, created_at: datetime) -> None:
    """`owner`: a connection as `sla_owner`. Conflict where the key is taken."""
    async with owner.transaction():
        await owner.execute("select set_config('app.tenant_id', $1, true)", str(tenant.id))
        try:
            await owner.execute(
                "insert into tenant (id, key, name, created_at) values ($1, $2, $3, $4)",
                tenant.id,
                tenant.key,
                tenant.name,
                created_at,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict(
                Code.DUPLICATE, f"A tenant {tenant.key!r} exists already.", hint="Choose another key."
            ) from None


async def all_tenants(owner: Any) -> Sequence[Tenant]:
    rows = await owner.fetch("select id, key, name from tenant_keys()")
    return [Tenant(TenantId(UUID(str(row["id"]))), row["key"], row["name"]) for row in rows]
