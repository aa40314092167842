"""The one door to the data: a unit of work that belongs to one tenant and to one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import BaseORMException, IntegrityError
from tortoise.queryset import QuerySet

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict, NotFound
from sla_plugin.storage.connection import TenantConnection, tenant_of_transaction
from sla_plugin.storage.reaching import away, reaching_the_server
from sla_plugin.storage.rows import Row

R = TypeVar("R", bound=Row)
V = TypeVar("V")

MODELS = "sla_plugin.storage.models"
APP = "sla"


class Session:
    """Everything here is of one tenant; the database's row-level security says so a second time."""

    def __init__(self, tenant: TenantId, connection: BaseDBAsyncClient) -> None:
        self.tenant = tenant
        self._connection = connection

    def query(self, model: type[R]) -> QuerySet[R]:
        """Rows of this tenant, to be narrowed down."""
        return model.filter(tenant_id=self.tenant).using_db(self._connection)

    async def get(self, model: type[R], **which: Any) -> R:
        """The one row; NotFound alike for a missing one and for another tenant's."""
        row = await self.query(model).get_or_none(**which)
        if row is None:
            raise NotFound(Code.NOT_FOUND, f"There is no such {model._meta.db_table}.")
        return row

    async def add(self, row: Row) -> None:
        """Store a new row, stamped with the tenant. Conflict where its key is taken, NotFound where it
        refers to something that does not exist, or is another tenant's."""
        row.tenant_id = self.tenant
        with _refusing():
            await row.save(using_db=self._connection, force_create=True)

    async def add_all(self, rows: Sequence[Row]) -> None:
        """New rows of one table in one statement; refuses as `add` does."""
        for row in rows:
            row.tenant_id = self.tenant
        if rows:
            with _refusing():
                await type(rows[0]).bulk_create(rows, using_db=self._connection)

    async def change(self, model: type[R], which: Mapping[str, Any], **values: Any) -> None:
        """Change one row; refuses as `get` and `add` do. An update that reaches no row is an error: under
        row-level security a foreign row is not refused, it is silently not there."""
        with _refusing():
            changed = await self.query(model).filter(**which).update(**values)
        if changed != 1:
            raise NotFound(Code.NOT_FOUND, f"There is no such {model._meta.db_table}.")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is done inside is undone when it raises, and only that."""
        async with self._connection._in_transaction():
            yield

    async def plan_anew(self) -> None:
        """Before much is written: this connection may have planned how rows are found, those of foreign keys
        included, when there were few, and would read whole tables until somebody analyses them."""
        await self._connection.execute_script("discard plans")

    async def sql(self, text: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Set-based work in one statement. By rule `$1` is the tenant and stands in every condition."""
        return await self._connection.execute_query_dict(text, [self.tenant, *arguments])


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        match error.args[0]:
            case asyncpg.UniqueViolationError() as cause:
                raise Conflict(Code.DUPLICATE, f"Such a {cause.table_name} exists already.") from error
            case asyncpg.ForeignKeyViolationError() as cause:
                raise NotFound(
                    Code.NOT_FOUND, f"The {cause.table_name} refers to something that does not exist."
                ) from error
        raise


class Database:
    """A pool of connections as the application's role, which row-level security binds."""

    def __init__(self, context: TortoiseContext, client: AsyncpgDBClient) -> None:
        self._context = context
        self._client = client

    @asynccontextmanager
    async def session(self, tenant: TenantId) -> AsyncIterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises. Unavailable where the
        database is away, or goes away meanwhile."""
        async with self._connection() as connection:
            transaction = _Transaction(self._client, connection)
            with _set(tenant_of_transaction, tenant):
                await transaction.begin()
            try:
                with _set(_current_context, self._context):
                    yield Session(tenant, transaction)
            except BaseException as error:
                if not _is_lost(connection, error):
                    # What went wrong first is told. If the server goes away now, there is nothing to undo.
                    with suppress(*_OF_THE_DATABASE):
                        await transaction.rollback()
                raise
            await transaction.commit()

    async def across_tenants(self, text: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Call one of the few functions that return keys across tenants; anything else returns no rows."""
        with reaching_the_server():
            rows: Sequence[Mapping[str, Any]] = await self._client.execute_query_dict(text, list(arguments))
        return rows

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        acquiring = self._client.acquire_connection()
        with reaching_the_server():
            connection = await acquiring.__aenter__()
        try:
            yield connection
        except _OF_THE_DATABASE as error:
            if _is_lost(connection, error):
                raise away(error) from error
            raise
        finally:
            await acquiring.__aexit__(None, None, None)


_OF_THE_DATABASE = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    BaseORMException,
)


def _is_lost(connection: Any, error: BaseException) -> bool:
    """A server that goes away in the middle of a message leaves asyncpg with a state that it calls its own
    mistake, before it calls the connection closed."""
    if isinstance(error, asyncpg.InternalClientError):
        return True
    try:
        closed: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        # The pool has taken it back, which it does with one that broke.
        return True
    return closed


class _Transaction(TransactionWrapper):
    """Tortoise's transaction on a connection that we hold.

    Its own `in_transaction` finds the pool through a context variable, so that a task which was not started
    below the one that opened the pool (every request under uvicorn) would open another pool.
    """

    def __init__(self, client: AsyncpgDBClient, connection: Any) -> None:
        super().__init__(client)
        self._connection = connection


@contextmanager
def _set(variable: ContextVar[V | None], value: V) -> Iterator[None]:
    # Not by token: a session may be ended by another task than the one that began it.
    before = variable.get()
    variable.set(value)
    try:
        yield
    finally:
        variable.set(before)


@asynccontextmanager
async def open_database(credentials: Mapping[str, Any], *, pool_size: int = 10) -> AsyncIterator[Database]:
    """`credentials`: host, port, user, password, database as asyncpg takes them. Unavailable `database.…`."""
    # Left again at once: outside of a session, a model finds no connection to be answered by.
    with TortoiseContext() as context:
        await context.init(config=tortoise_config(credentials, pool_size=pool_size))
        client = context.db()
    assert isinstance(client, AsyncpgDBClient)
    with reaching_the_server():
        await client.create_connection(with_db=True)
    try:
        yield Database(context, client)
    finally:
        await client.close()


def tortoise_config(credentials: Mapping[str, Any], *, pool_size: int = 10) -> dict[str, Any]:
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    "minsize": 1,
                    "maxsize": pool_size,
                    "connection_class": TenantConnection,
                    "server_settings": {"TimeZone": "UTC"},
                    **credentials,
                },
            }
        },
        "apps": {
            APP: {
                "models": [MODELS],
                "default_connection": "default",
                "migrations": "sla_plugin.storage.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }
