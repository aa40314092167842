"""Tenants: made and found by the operator, as the role that owns the tables."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import BadInput, Code, NotFound
from sla_plugin.runtime.installation import Installation
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.reaching import connected
from sla_plugin.storage.tenants import TENANT_KEY, Tenant, all_tenants, insert_tenant


async def create_tenant(installation: Installation, key: str, name: str) -> Tenant:
    """BadInput `tenant.key` or `name.empty`, or Conflict where the key is taken."""
    if not TENANT_KEY.fullmatch(key):
        raise BadInput(
            Code.TENANT_KEY,
            f"{key!r} cannot be a tenant's key.",
            hint="Use lower-case letters, digits and hyphens, up to 63 of them.",
            field="key",
        )
    if not name.strip():
        raise BadInput(Code.NAME_EMPTY, "A tenant needs a name for people to read.", field="name")
    tenant = Tenant(TenantId(new_id()), key, name)
    async with connected(installation.access.as_owner()) as owner:
        await insert_tenant(owner, tenant, installation.now())
    return tenant


async def list_tenants(installation: Installation) -> Sequence[Tenant]:
    async with connected(installation.access.as_owner()) as owner:
        return await all_tenants(owner)


async def find_tenant(installation: Installation, key: str | None) -> Tenant:
    """The one with this key; without a key, the only one there is."""
    tenants = await list_tenants(installation)
    if key is None and len(tenants) == 1:
        return tenants[0]
    found = next((tenant for tenant in tenants if tenant.key == key), None)
    if found is not None:
        return found
    keys = [tenant.key for tenant in tenants]
    near = get_close_matches(key or "", keys, 1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(keys) or 'none yet'}."
    what = f"There is no tenant {key!r}." if key else "Say which tenant."
    raise NotFound(Code.TENANT_UNKNOWN, what, hint=hint)
