"""A session is one transaction: kept whole or not at all, however it ends."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict, NotFound, Unavailable
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Database, Session, open_database

BACKENDS = "select pid from pg_stat_activity where usename = 'sla_app' and datname = current_database()"


class MistakeError(Exception):
    pass


async def _add(session: Session, code: str) -> None:
    await session.add(ServiceRow(code=code, name=code))


async def _kept(database: Database, tenant: TenantId) -> list[str]:
    async with database.session(tenant) as session:
        return [row.code for row in await session.query(ServiceRow).order_by("code")]


async def test_what_a_session_did_is_kept_when_it_ends(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await _add(session, "a")
        assert await _kept(database, tenant) == []
    assert await _kept(database, tenant) == ["a"]


async def test_nothing_is_kept_when_it_raises(database: Database, tenant: TenantId) -> None:
    async def work() -> None:
        async with database.session(tenant) as session:
            await _add(session, "a")
            raise MistakeError

    with pytest.raises(MistakeError):
        await work()
    assert await _kept(database, tenant) == []


async def test_a_savepoint_undoes_what_was_done_inside_and_only_that(
    database: Database, tenant: TenantId
) -> None:
    async def mistake(session: Session) -> None:
        async with session.savepoint():
            await _add(session, "outer")
            async with session.savepoint():
                await _add(session, "inner")
            raise MistakeError

    async with database.session(tenant) as session:
        await _add(session, "before")
        with pytest.raises(MistakeError):
            await mistake(session)
        async with session.savepoint():
            with pytest.raises(Conflict):
                async with session.savepoint():
                    await _add(session, "before")
            await _add(session, "within")
        await _add(session, "after")
    assert await _kept(database, tenant) == ["after", "before", "within"]


async def test_a_failure_that_is_swallowed_is_not_taken_for_success(
    database: Database, tenant: TenantId
) -> None:
    """PostgreSQL answers such a commit with no error, having kept nothing."""

    async def work() -> None:
        async with database.session(tenant) as session:
            await _add(session, "a")
            with pytest.raises(Conflict):
                await _add(session, "a")

    with pytest.raises(asyncpg.InFailedSQLTransactionError, match="nothing was committed"):
        await work()
    assert await _kept(database, tenant) == []


async def test_one_row_is_changed_or_none(database: Database, tenant: TenantId) -> None:
    row = ServiceRow(code="a", name="A")
    async with database.session(tenant) as session:
        await session.add(row)
        await _add(session, "b")
        await session.change(ServiceRow, {"id": row.id}, name="Changed")
        assert (await session.get(ServiceRow, id=row.id)).name == "Changed"
        with pytest.raises(NotFound):
            await session.change(ServiceRow, {"id": new_id()}, name="Nobody")
    with pytest.raises(Conflict):
        async with database.session(tenant) as session:
            await session.change(ServiceRow, {"id": row.id}, code="b")
    assert await _kept(database, tenant) == ["a", "b"]


async def test_statements_of_one_session_at_once_wait_for_each_other(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await asyncio.gather(*(_add(session, f"{number:02}") for number in range(20)))
    assert len(await _kept(database, tenant)) == 20


async def test_a_task_that_outlives_its_session_is_refused(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        pass
    with pytest.raises(asyncpg.InterfaceError, match="released back to the pool"):
        await _add(session, "late")
    assert await _kept(database, tenant) == []


async def test_another_task_may_end_what_one_began(database: Database, tenant: TenantId) -> None:
    opening = database.session(tenant)
    session = await asyncio.create_task(opening.__aenter__())
    await _add(session, "a")
    await opening.__aexit__(None, None, None)
    assert await _kept(database, tenant) == ["a"]


async def test_a_generator_that_is_closed_keeps_nothing(database: Database, tenant: TenantId) -> None:
    async def subscription() -> Any:
        async with database.session(tenant) as session:
            await _add(session, "a")
            yield session

    events = subscription()
    await anext(events)
    await asyncio.create_task(events.aclose())
    assert await _kept(database, tenant) == []


@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancelled_session_leaves_a_clean_connection(
    database: Database, tenant: TenantId, times: int
) -> None:
    """Twice, because the second one strikes while the transaction is being rolled back."""
    began = asyncio.Event()

    async def work() -> None:
        async with database.session(tenant) as session:
            await _add(session, "a")
            began.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await began.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    seen = await database.across_tenants(
        "select nullif(current_setting('app.tenant_id', true), '') as tenant, "
        "(select count(*) from pg_locks where pid = pg_backend_pid() and mode = 'RowExclusiveLock') as locks"
    )
    assert seen == [{"tenant": None, "locks": 0}]
    assert await _kept(database, tenant) == []


async def test_tasks_that_inherit_nothing_share_the_one_pool(
    database_template: BundledServer, database_name: str, tenant: TenantId, administrator: Any
) -> None:
    """A server's requests run in tasks that were not started below the one that opened the pool."""
    async with open_database(
        database_template.credentials(roles.APP, database_name), pool_size=3
    ) as database:

        async def request(number: int) -> int:
            async with database.session(tenant) as session:
                await _add(session, f"{number:02}")
            return len(await administrator_sees(BACKENDS))

        lock = asyncio.Lock()

        async def administrator_sees(question: str) -> list[Any]:
            async with lock:
                return list(await administrator.fetch(question))

        requests = [asyncio.create_task(request(n), context=contextvars.Context()) for n in range(40)]
        assert max(await asyncio.gather(*requests)) == 3
        assert len(await _kept(database, tenant)) == 40
    assert await administrator_sees(BACKENDS) == []


@pytest.mark.parametrize("empty", [False, True])
async def test_a_model_that_is_asked_past_the_session_is_not_answered(
    database: Database, empty: bool
) -> None:
    async def ask() -> int:
        return await ServiceRow.all().count()

    context = contextvars.Context() if empty else contextvars.copy_context()
    with pytest.raises(RuntimeError, match="No TortoiseContext"):
        await asyncio.create_task(ask(), context=context)


async def _next_statement(session: Session) -> None:
    await _add(session, "b")


async def _commit(session: Session) -> None:
    pass


async def _mistake(session: Session) -> None:
    raise MistakeError


@pytest.mark.parametrize(
    ("then", "raised"),
    [(_next_statement, Unavailable), (_commit, Unavailable), (_mistake, MistakeError)],
)
async def test_a_database_that_goes_away_is_said_to_and_is_found_again(
    database: Database,
    tenant: TenantId,
    administrator: Any,
    then: Callable[[Session], Awaitable[None]],
    raised: type[Exception],
) -> None:
    async def work() -> None:
        async with database.session(tenant) as session:
            await _add(session, "a")
            await administrator.fetch(f"select pg_terminate_backend(pid, 5000) from ({BACKENDS}) as app")
            await then(session)

    with pytest.raises(raised):
        await work()
    assert await _kept(database, tenant) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"host": "/nowhere"}, Code.DATABASE_UNAVAILABLE),
        ({"host": "127.0.0.1", "port": 1}, Code.DATABASE_UNAVAILABLE),
        ({"user": "nobody_here"}, Code.DATABASE_REFUSED),
        ({"database": "nothing_here"}, Code.DATABASE_REFUSED),
        ({"user": roles.SYSTEM}, Code.DATABASE_REFUSED),
    ],
)
async def test_a_database_that_cannot_be_opened_says_why(
    database_template: BundledServer, database_name: str, wrong: dict[str, Any], code: Code
) -> None:
    credentials = {**database_template.credentials(roles.APP, database_name), **wrong}
    with pytest.raises(Unavailable) as refusal:
        async with open_database(credentials):
            raise AssertionError("opened")
    assert refusal.value.code is code
    assert refusal.value.hint
