"""The one door to the data: a unit of work that belongs to one tenant and to one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict, NotFound
from sla_plugin.storage.connection import TenantConnection, tenant_of_transaction
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
        """Store a new row, stamped with the tenant; Conflict where its key is taken."""
        row.tenant_id = self.tenant
        try:
            await row.save(using_db=self._connection, force_create=True)
        except IntegrityError as error:
            raise _refusal(error, row) from error

    async def change(self, model: type[R], which: Mapping[str, Any], **values: Any) -> None:
        """Change one row. An update that reaches no row is an error: under row-level security a foreign
        row is not refused, it is silently not there."""
        if await self.query(model).filter(**which).update(**values) != 1:
            raise NotFound(Code.NOT_FOUND, f"There is no such {model._meta.db_table}.")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is done inside is undone when it raises, and only that."""
        async with self._connection._in_transaction():
            yield

    async def sql(self, text: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Set-based work in one statement. By rule `$1` is the tenant and stands in every condition."""
        return await self._connection.execute_query_dict(text, [self.tenant, *arguments])


def _refusal(error: IntegrityError, row: Row) -> Conflict:
    cause: Any = error.args[0]
    constraint = getattr(cause, "constraint_name", None) or "constraint"
    table = row._meta.db_table
    if "foreign_key" in type(cause).__name__.lower() or "ForeignKey" in type(cause).__name__:
        return Conflict(Code.NOT_FOUND, f"The {table} refers to something that does not exist.")
    return Conflict(Code.DUPLICATE, f"Such a {table} exists already ({constraint}).")


class Database:
    """A pool of connections as the application's role, which row-level security binds."""

    def __init__(self, context: TortoiseContext, client: AsyncpgDBClient) -> None:
        self._context = context
        self._client = client

    @asynccontextmanager
    async def session(self, tenant: TenantId) -> AsyncIterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._client.acquire_connection() as connection:
            transaction = _Transaction(self._client, connection)
            with _set(tenant_of_transaction, tenant):
                await transaction.begin()
            with _set(_current_context, self._context):
                try:
                    yield Session(tenant, transaction)
                except BaseException:
                    await transaction.rollback()
                    raise
            await transaction.commit()

    async def across_tenants(self, text: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Call one of the few functions that return keys across tenants; anything else returns no rows."""
        rows: Sequence[Mapping[str, Any]] = await self._client.execute_query_dict(text, list(arguments))
        return rows


class _Transaction(TransactionWrapper):
    """Tortoise's transaction on a connection that we hold.

    Its own `in_transaction` finds the pool through a context variable, so that a task which was not started
    below the one that opened the pool (every request under uvicorn) would open another pool.
    """

    def __init__(self, client: AsyncpgDBClient, connection: Any) -> None:
        super().__init__(client)
        self._connection = connection


@contextmanager
def _set(variable: ContextVar[V], value: V) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


@asynccontextmanager
async def open_database(credentials: Mapping[str, Any], *, pool_size: int = 10) -> AsyncIterator[Database]:
    """`credentials`: host, port, user, password, database as asyncpg takes them."""
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(credentials, pool_size=pool_size))
        client = context.db()
        assert isinstance(client, AsyncpgDBClient)
        await client.create_connection(with_db=True)
        yield Database(context, client)


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
