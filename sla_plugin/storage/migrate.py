"""Bring the schema to this release, one process at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder

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
    """Apply what is pending. `owner`: credentials of `sla_owner`. Returns the status before."""
    # The lock has a connection of its own (pool of two): it must outlive each migration's transaction.
    async with _executor(owner) as (executor, connection), connection.acquire_connection() as lock:
        await lock.execute("select pg_advisory_lock($1)", _LOCK)
        try:
            before = await _status(executor)
            await executor.migrate()
            return before
        finally:
            await lock.execute("select pg_advisory_unlock($1)", _LOCK)


async def schema_status(owner: Mapping[str, Any]) -> SchemaStatus:
    async with _executor(owner) as (executor, _):
        return await _status(executor)


async def _status(executor: MigrationExecutor) -> SchemaStatus:
    pending = [step.migration.name for step in await executor.plan()]
    known = {key.name for key in executor.loader.graph.nodes}
    applied = [key.name for key in await MigrationRecorder(executor.connection).applied_migrations()]
    return SchemaStatus(
        applied=_sorted(applied),
        pending=tuple(pending),
        unknown=_sorted(name for name in applied if name not in known),
    )


def _sorted(names: Any) -> tuple[str, ...]:
    return tuple(sorted(names))


@asynccontextmanager
async def _executor(
    owner: Mapping[str, Any],
) -> AsyncIterator[tuple[MigrationExecutor, BaseDBAsyncClient]]:
    config = tortoise_config(owner, pool_size=2)
    async with TortoiseContext() as context:
        await context.init(config=config)
        connection = context.db()
        yield MigrationExecutor(connection, config["apps"]), connection
