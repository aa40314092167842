"""Tenants are made by the operator, and a token that was revoked is revoked for its tenant only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database
from sla_plugin.storage.tenants import TENANT_KEY, Tenant, all_tenants, insert_tenant
from sla_plugin.storage.tokens import MachineTokenRow, is_revoked
from tests.support.desks import MONDAY


async def test_tenants_are_listed_by_key(owner: Any, tenant: TenantId, other_tenant: TenantId) -> None:
    assert await all_tenants(owner) == [
        Tenant(tenant, "lanna", "Lanna IT Service"),
        Tenant(other_tenant, "rheinwerk", "Rheinwerk IT-Service GmbH"),
    ]


async def test_a_key_is_given_once(owner: Any, tenant: TenantId) -> None:
    before = await all_tenants(owner)
    with pytest.raises(Conflict) as refusal:
        await insert_tenant(owner, Tenant(TenantId(new_id()), "lanna", "Another"), MONDAY)
    assert refusal.value.code is Code.DUPLICATE
    assert await all_tenants(owner) == before


@pytest.mark.parametrize("key", ["a", "0", "lanna-2", "a" * 63, "A", "", "-a", "a_b", "ä", "a" * 64, "a\n"])
async def test_the_database_takes_the_keys_that_we_take(owner: Any, key: str) -> None:
    taken = True
    try:
        await insert_tenant(owner, Tenant(TenantId(new_id()), key, "Name"), MONDAY)
    except asyncpg.CheckViolationError:
        taken = False
    assert taken == bool(TENANT_KEY.fullmatch(key))


async def test_a_revoked_token_is_known_to_its_tenant(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    tokens = [
        MachineTokenRow(
            id=new_id(),
            subject="desk",
            scopes=["tickets:ingest", "tickets:read"],
            created_at=MONDAY,
            expires_at=MONDAY + timedelta(days=1),
            revoked_at=revoked_at,
        )
        for revoked_at in (None, MONDAY)
    ]
    async with database.session(tenant) as session:
        for token in tokens:
            await session.add(token)
        assert [await is_revoked(session, token.id) for token in tokens] == [False, True]
        kept = await session.get(MachineTokenRow, id=tokens[0].id)
        assert kept.scopes == ["tickets:ingest", "tickets:read"]
    async with database.session(other_tenant) as session:
        assert [await is_revoked(session, token.id) for token in tokens] == [False, False]
