"""A migrated database for each test, copied from one template, on the run's one server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg
import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.migrate import migrate
from sla_plugin.storage.session import Database, Session, open_database
from sla_plugin.storage.tenants import Tenant, insert_tenant

TEMPLATE = "template_of_tests"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_numbers = count(1)


@asynccontextmanager
async def _maintenance(server: BundledServer) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(**server.credentials(database="postgres"))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def database_template(bundled_server: BundledServer) -> BundledServer:
    """The server, which by then holds an empty, migrated database to copy."""
    async with _maintenance(bundled_server) as maintenance:
        await maintenance.execute(f"create database {TEMPLATE}")
    await roles.set_up_as(bundled_server.credentials(database=TEMPLATE))
    await migrate(bundled_server.credentials(roles.OWNER, TEMPLATE))
    return bundled_server


@asynccontextmanager
async def copied(server: BundledServer, name: str, template: str = TEMPLATE) -> AsyncIterator[None]:
    """`template`: the database it is a copy of, to which nobody is connected."""
    async with _maintenance(server) as maintenance:
        # As files, which are not written to the log a second time.
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
    try:
        yield
    finally:
        async with _maintenance(server) as maintenance:
            await maintenance.execute(f"drop database {name} with (force)")


@pytest.fixture
async def database_name(database_template: BundledServer) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    async with copied(database_template, name):
        yield name


@pytest.fixture(scope="session")
async def schema(database_template: BundledServer) -> AsyncIterator[Any]:
    """A superuser's connection to an empty database, in which whoever changes something rolls it back."""
    async with copied(database_template, "schema_of_tests"):
        connection = await asyncpg.connect(**database_template.credentials(database="schema_of_tests"))
        yield connection
        await connection.close()


@pytest.fixture
async def database(database_template: BundledServer, database_name: str) -> AsyncIterator[Database]:
    """As the application sees it: the role `sla_app`."""
    async with open_database(database_template.credentials(roles.APP, database_name)) as opened:
        yield opened


@pytest.fixture
async def owner(database_template: BundledServer, database_name: str) -> AsyncIterator[Any]:
    """A connection as `sla_owner`."""
    connection = await asyncpg.connect(**database_template.credentials(roles.OWNER, database_name))
    yield connection
    await connection.close()


@pytest.fixture
async def administrator(database_template: BundledServer, database_name: str) -> AsyncIterator[Any]:
    """A connection as a superuser, whom no policy binds: for negative controls."""
    connection = await asyncpg.connect(**database_template.credentials(database=database_name))
    yield connection
    await connection.close()


@pytest.fixture
async def tenant(owner: Any) -> TenantId:
    return await _tenant(owner, "lanna", "Lanna IT Service")


@pytest.fixture
async def other_tenant(owner: Any) -> TenantId:
    return await _tenant(owner, "rheinwerk", "Rheinwerk IT-Service GmbH")


async def _tenant(owner: Any, key: str, name: str) -> TenantId:
    tenant = Tenant(TenantId(new_id()), key, name)
    await insert_tenant(owner, tenant, LONG_AGO)
    return tenant.id


class _UndoneError(Exception):
    pass


@asynccontextmanager
async def undone(database: Database, tenant: TenantId) -> AsyncIterator[Session]:
    """A session of which nothing is kept, so that one database serves all examples of a property."""
    with suppress(_UndoneError):
        async with database.session(tenant) as session:
            yield session
            raise _UndoneError


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []
    connection: Any = session._connection._connection
    with connection.query_logger(lambda logged: sent.append(logged.query)):
        yield sent


_UNTIL_SOMEBODY_WAITS = """
do $$ begin
    while not exists (select from pg_locks where not granted) loop perform pg_sleep(0.001); end loop;
end $$
"""


async def until_somebody_waits(administrator: Any) -> None:
    """For a lock that another transaction holds."""
    await administrator.execute(_UNTIL_SOMEBODY_WAITS, timeout=20)
