"""From an empty database to this release's schema, by one process at a time, whole or not at all."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from tortoise.exceptions import OperationalError
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import RunSQL

from sla_plugin.errors import Code, Unavailable
from sla_plugin.runtime.databases import require_current
from sla_plugin.storage import migrations, roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.migrate import SchemaStatus, migrate, schema_status
from sla_plugin.storage.migrations import m0001_first
from tests.support.catalogue import broken_rules
from tests.support.sources import ROOT

ALL = tuple(sorted(file.stem for file in Path(migrations.__file__).parent.glob("m*.py")))
EMPTY = SchemaStatus(applied=(), pending=ALL, unknown=())
CURRENT = SchemaStatus(applied=ALL, pending=(), unknown=())

MIGRATE = """
import asyncio, json, sys
from sla_plugin.storage.migrate import migrate
print(*asyncio.run(migrate(json.loads(sys.argv[1]))).pending)
"""


class Fresh:
    """An empty database, with its credentials by role."""

    def __init__(self, server: BundledServer, name: str) -> None:
        self.superuser = server.credentials(database=name)
        self.owner = server.credentials(roles.OWNER, name)
        self.app = server.credentials(roles.APP, name)


@pytest.fixture
async def fresh(database_template: BundledServer) -> AsyncIterator[Fresh]:
    maintenance = await asyncpg.connect(**database_template.credentials(database="postgres"))
    await maintenance.execute("create database fresh")
    yield Fresh(database_template, "fresh")
    await maintenance.execute("drop database fresh with (force)")
    await maintenance.close()


@pytest.fixture
async def prepared(fresh: Fresh) -> Fresh:
    await roles.set_up_as(fresh.superuser)
    return fresh


async def _tables(fresh: Fresh) -> int:
    connection = await asyncpg.connect(**fresh.superuser)
    count: int = await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'")
    await connection.close()
    return count


async def test_an_empty_database_is_brought_to_this_release(prepared: Fresh) -> None:
    assert await schema_status(prepared.owner) == EMPTY
    assert await migrate(prepared.owner) == EMPTY
    assert await schema_status(prepared.owner) == CURRENT


async def test_migrating_twice_is_harmless(prepared: Fresh) -> None:
    await migrate(prepared.owner)
    tables = await _tables(prepared)
    assert await migrate(prepared.owner) == CURRENT
    assert await _tables(prepared) == tables > 15


async def test_asking_for_the_status_makes_nothing(prepared: Fresh) -> None:
    assert await schema_status(prepared.owner) == EMPTY
    assert await _tables(prepared) == 0


async def test_who_serves_sees_the_status_too(prepared: Fresh) -> None:
    assert await schema_status(prepared.app) == EMPTY
    await migrate(prepared.owner)
    assert await schema_status(prepared.app) == CURRENT


async def test_of_several_processes_at_once_one_migrates(prepared: Fresh) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", MIGRATE, orjson.dumps(prepared.owner).decode()),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    answers = [(await process.communicate())[0].decode().strip() for process in processes]
    assert sorted(answers) == ["", "", " ".join(ALL)]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert await schema_status(prepared.owner) == CURRENT


async def test_a_migration_of_a_newer_release_is_unknown(prepared: Fresh) -> None:
    await migrate(prepared.owner)
    connection = await asyncpg.connect(**prepared.owner)
    await connection.execute(
        "insert into tortoise_migrations (app, name, applied_at) values ('sla', 'm9999_later', now())"
    )
    await connection.close()
    status = await schema_status(prepared.app)
    assert status == SchemaStatus(applied=(*ALL, "m9999_later"), pending=(), unknown=("m9999_later",))
    assert await migrate(prepared.owner) == status
    with pytest.raises(Unavailable, match="newer release"):
        require_current(status)


class Half(Migration):
    initial = True
    operations = [RunSQL("create table half (id uuid)"), RunSQL("create table half (id uuid)")]  # noqa: RUF012  # the name and shape are Tortoise's


async def test_a_migration_that_fails_leaves_nothing(
    prepared: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(m0001_first, "Migration", Half)
        with pytest.raises(OperationalError, match="already exists"):
            await migrate(prepared.owner)
    assert await _tables(prepared) == 0
    assert await migrate(prepared.owner) == EMPTY


async def test_a_process_that_is_killed_after_its_migration_leaves_nothing(
    prepared: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tortoise alone would have committed the tables by then, and not that they are there."""

    async def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("tortoise.migrations.recorder.MigrationRecorder.record_applied", killed)
        with pytest.raises(SystemExit):
            await migrate(prepared.owner)
    assert await _tables(prepared) == 0
    assert await migrate(prepared.owner) == EMPTY


async def test_setting_up_the_roles_again_is_harmless_by_several_at_once_too(prepared: Fresh) -> None:
    await migrate(prepared.owner)
    await asyncio.gather(*(roles.set_up_as(prepared.superuser) for _ in range(8)))
    connection = await asyncpg.connect(**prepared.superuser)
    assert await broken_rules(connection) == []
    await connection.close()
    assert await schema_status(prepared.app) == CURRENT


async def test_without_the_rights_of_the_roles_the_refusal_says_so(fresh: Fresh) -> None:
    with pytest.raises(Unavailable) as refusal:
        await migrate(fresh.owner)
    assert refusal.value.code is Code.DATABASE_ROLES
    assert refusal.value.hint
    assert await _tables(fresh) == 0


async def test_without_the_roles_the_refusal_says_so(prepared: Fresh) -> None:
    connection = await asyncpg.connect(**prepared.superuser)
    await connection.execute("alter role sla_app rename to sla_app_before")
    try:
        with pytest.raises(Unavailable) as refusal:
            await migrate(prepared.owner)
    finally:
        await connection.execute("alter role sla_app_before rename to sla_app")
        await connection.close()
    assert refusal.value.code is Code.DATABASE_ROLES
    assert "sla_app" in refusal.value.message
    assert await _tables(prepared) == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"host": "/nowhere"}, Code.DATABASE_UNAVAILABLE),
        ({"user": "nobody_here"}, Code.DATABASE_REFUSED),
        ({"database": "nothing_here"}, Code.DATABASE_REFUSED),
    ],
)
@pytest.mark.parametrize("ask", [migrate, schema_status, roles.set_up_as])
async def test_a_server_that_is_not_reached_is_no_empty_history(
    fresh: Fresh, ask: Any, wrong: dict[str, Any], code: Code
) -> None:
    with pytest.raises(Unavailable) as refusal:
        await ask({**fresh.owner, **wrong})
    assert refusal.value.code is code
    assert refusal.value.hint
