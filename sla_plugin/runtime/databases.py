"""Which database this installation uses, ready to serve: the bundled one, or the one it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sla_plugin.errors import Code, Unavailable
from sla_plugin.settings import Settings
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import recreate, running_server
from sla_plugin.storage.migrate import SchemaStatus, migrate, schema_status
from sla_plugin.storage.roles import set_up_as
from sla_plugin.storage.urls import credentials_of


@dataclass(frozen=True, slots=True)
class DatabaseAccess:
    """Credentials as asyncpg takes them: of the serving role, and of the role that owns the tables (None
    where no `SLA_OWNER_URL` says how)."""

    app: Mapping[str, Any]
    owner: Mapping[str, Any] | None

    def as_owner(self) -> Mapping[str, Any]:
        if self.owner is None:
            raise Unavailable(
                Code.DATABASE_OWNER,
                "This needs the role that owns the tables.",
                hint="Set SLA_OWNER_URL to the same database, reached as sla_owner.",
            )
        return self.owner


@asynccontextmanager
async def database_access(settings: Settings, *, emptied: bool = False) -> AsyncIterator[DatabaseAccess]:
    """Of a server that answers. The bundled one is started, or adopted, and brought to this release;
    `emptied`, it begins from nothing."""
    if settings.database_url is not None:
        owner = settings.owner_url
        yield DatabaseAccess(
            app=credentials_of(settings.database_url.get_secret_value()),
            owner=None if owner is None else credentials_of(owner.get_secret_value()),
        )
        return
    async with running_server(settings.data, postgres_bin=settings.postgres_bin) as server:
        if emptied:
            await recreate(server)
        await set_up_as(server.credentials())
        owner_access = server.credentials(roles.OWNER)
        await migrate(owner_access)
        yield DatabaseAccess(app=server.credentials(roles.APP), owner=owner_access)


def require_current(status: SchemaStatus) -> None:
    """Unavailable `database.schema` says which command brings the two together."""
    if status.unknown:
        raise Unavailable(
            Code.DATABASE_SCHEMA,
            f"The database was migrated by a newer release ({', '.join(status.unknown)}).",
            hint="Start that release, or a later one.",
        )
    if status.pending:
        raise Unavailable(
            Code.DATABASE_SCHEMA,
            f"The database lacks {len(status.pending)} migrations of this release.",
            hint="Run `sla db migrate`.",
        )


async def status_of(access: DatabaseAccess) -> SchemaStatus:
    return await schema_status(access.owner or access.app)
