"""A database that holds the demo's world, for measuring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.demo.seed import seed
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer, running_server
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.migrate import migrate
from sla_plugin.storage.reaching import connected
from sla_plugin.storage.session import Database, open_database
from sla_plugin.storage.tenants import Tenant, insert_tenant
from tests.support.contracting import KEY
from tests.support.postgres import folder_for_data, postgres_bin


@dataclass(frozen=True, slots=True)
class Loaded:
    """The server keeps its promises to the disk: what is measured is what production would do."""

    server: BundledServer
    database: Database
    tenant: TenantId


@asynccontextmanager
async def demo_database(now: datetime) -> AsyncIterator[Loaded]:
    with folder_for_data() as folder:
        async with running_server(folder, postgres_bin=postgres_bin()) as server:
            await roles.set_up_as(server.credentials())
            await migrate(server.credentials(roles.OWNER))
            tenants = [Tenant(TenantId(new_id()), key, key.title()) for key in ("lanna", "rheinwerk")]
            async with connected(server.credentials(roles.OWNER)) as owner:
                for tenant in tenants:
                    await insert_tenant(owner, tenant, now)
            async with open_database(server.credentials(roles.APP)) as database:
                await seed(database, tenants[0].id, tenants[1].id, KEY.seal, now)
                yield Loaded(server, database, tenants[0].id)
