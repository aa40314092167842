"""The three database roles, and the one-time set-up that a superuser must do.

- `sla_owner` owns the tables and migrates them; row-level security is forced on it too.
- `sla_app` serves: neither owner nor superuser, it sees one tenant at a time.
- `sla_system` cannot log in; it owns the few SECURITY DEFINER functions that look across tenants.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sla_plugin.storage.reaching import connected

OWNER, APP, SYSTEM = "sla_owner", "sla_app", "sla_system"

SET_UP_ROLES = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'sla_owner') then create role sla_owner login; end if;
    if not exists (select from pg_roles where rolname = 'sla_app') then create role sla_app login; end if;
    if not exists (select from pg_roles where rolname = 'sla_system') then
        create role sla_system nologin bypassrls;
    end if;
end $$;
grant sla_system to sla_owner;
"""

SET_UP_DATABASE = """
revoke all on schema public from public;
grant all on schema public to sla_owner with grant option;
"""


async def set_up(superuser: Any) -> None:
    """Roles of the cluster and rights in this database; harmless when repeated, by several at once too."""
    async with superuser.transaction():
        # PostgreSQL fails one of two grants of the same moment. Unlike an advisory lock, this one holds for
        # all databases of the cluster, as roles do.
        await superuser.execute("lock table pg_authid in share row exclusive mode")
        await superuser.execute(SET_UP_ROLES)
        await superuser.execute(SET_UP_DATABASE)


async def set_up_as(superuser: Mapping[str, Any]) -> None:
    """The same, over a connection of its own."""
    async with connected(superuser) as connection:
        await set_up(connection)
