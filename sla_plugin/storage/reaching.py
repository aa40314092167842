"""Why the server cannot be worked with, told so that an operator can act."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from tortoise.exceptions import DBConnectionError

from sla_plugin.errors import Code, Unavailable

_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
_REFUSING = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    DBConnectionError,
)


@contextmanager
def reaching_the_server() -> Iterator[None]:
    """Around connecting. Unavailable `database.unavailable` and `database.refused`."""
    try:
        yield
    except _REFUSING as error:
        raise Unavailable(
            Code.DATABASE_REFUSED,
            f"The database does not let us in: {error}.",
            hint="Compare the role, its password and the database's name in the URL with the server's.",
        ) from error
    except _AWAY as error:
        raise away(error) from error


def away(error: BaseException) -> Unavailable:
    return Unavailable(
        Code.DATABASE_UNAVAILABLE,
        f"The database does not answer: {error}.",
        hint="See whether the server runs, and whether the URL of the database leads to it.",
    )


@asynccontextmanager
async def connected(credentials: Mapping[str, Any]) -> AsyncIterator[Any]:
    """One connection, outside the tenants: of `sla_owner` or of a superuser."""
    with reaching_the_server():
        connection = await asyncpg.connect(**credentials)
    try:
        yield connection
    finally:
        await connection.close()
