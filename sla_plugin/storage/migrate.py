"""Bring the schema to this release, one process at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.transactions import in_transaction

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.reaching import reaching_the_server
from sla_plugin.storage.session import tortoise_config

_LOCK = 0x51A_0001
"""Key of the advisory lock; any number will do, as long as every release takes the same."""


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]
    """Applied by a newer release, which this one does not know."""

    @property
    def is_current(self) -> bool:
        return not self.pending and not self.unknown


async def migrate(owner: Mapping[str, Any]) -> SchemaStatus:
    """Apply what is pending, all of it or nothing. `owner`: credentials of `sla_owner`. Returns the status
    before. Unavailable `database.…`, with `database.roles` where the roles are not set up."""
    async with _executor(owner) as executor:
        await executor.connection.execute_query("select pg_advisory_xact_lock($1)", [_LOCK])
        before = await _status(executor)
        with _needing_the_roles():
            await executor.migrate()
        return before


async def schema_status(credentials: Mapping[str, Any]) -> SchemaStatus:
    """As any of the roles sees it. Unavailable `database.…`."""
    async with _executor(credentials) as executor:
        return await _status(executor)


async def _status(executor: MigrationExecutor) -> SchemaStatus:
    applied = sorted(key.name for key in await executor.recorder.applied_migrations())
    executor.loader.load_disk()
    known = sorted(key.name for key in executor.loader.disk_migrations)
    return SchemaStatus(
        applied=tuple(applied),
        pending=tuple(name for name in known if name not in applied),
        unknown=tuple(name for name in applied if name not in known),
    )


class _History(MigrationRecorder):
    async def applied_migrations(self) -> list[MigrationKey]:
        """Tortoise's own takes every error, a missing right too, for an empty history."""
        ask = self.connection.execute_query_dict
        if await ask("select where to_regclass('tortoise_migrations') is null"):
            return []
        rows = await ask("select app, name from tortoise_migrations")
        return [MigrationKey(row["app"], row["name"]) for row in rows]


@contextmanager
def _needing_the_roles() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.args[0], asyncpg.UndefinedObjectError | asyncpg.InsufficientPrivilegeError):
            raise
        raise Unavailable(
            Code.DATABASE_ROLES,
            f"The schema cannot be set up with the roles as they are: {error}.",
            hint="Let a superuser run what `sla db roles` prints, in this database.",
        ) from error


@asynccontextmanager
async def _executor(credentials: Mapping[str, Any]) -> AsyncIterator[MigrationExecutor]:
    """In one transaction, of which Tortoise's own are then savepoints: it would record a migration only
    after the commit, so that a process killed in between could never migrate again."""
    config = tortoise_config(credentials, pool_size=1)
    async with TortoiseContext() as context:
        await context.init(config=config)
        with reaching_the_server():
            await context.db().create_connection(with_db=True)
        async with in_transaction() as transaction:
            executor = MigrationExecutor(transaction, config["apps"])
            executor.recorder = executor.loader.recorder = _History(transaction)
            yield executor
