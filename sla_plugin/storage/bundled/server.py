"""Use the bundled server, stop it, ask about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.bundled.account import server_account
from sla_plugin.storage.bundled.binaries import usable_binaries
from sla_plugin.storage.bundled.cluster import SUPERUSER, ensure_cluster, major_of
from sla_plugin.storage.bundled.data_folder import DataFolder, prepared
from sla_plugin.storage.bundled.postmaster import DATABASE, Postmaster, State, credentials, state
from sla_plugin.storage.bundled.users import at_the_users, through_the_door

_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BundledServer:
    """A server that answers, for as long as its context lasts."""

    folder: DataFolder
    major: int

    def credentials(self, role: str = SUPERUSER, database: str = DATABASE) -> dict[str, Any]:
        """`host` (the folder of the socket), `port`, `user`, `database`, as asyncpg takes them."""
        return credentials(self.folder, role, database)

    def url(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        """The same for programs that take a URL, such as `psql` and `pg_dump`."""
        host = urlencode({"host": str(self.folder.database)}, quote_via=quote)
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?{host}"


@asynccontextmanager
async def running_server(
    data_folder: Path,
    *,
    postgres_bin: Path | None = None,
    settings: Mapping[str, str] = _NO_SETTINGS,
) -> AsyncIterator[BundledServer]:
    """The server of this data folder, started or adopted; the last who leaves stops it.

    Who is killed leaves too, and then it runs on until the next user comes and goes, or `stop`.
    `settings` (of postgresql.conf) count where it is not running yet; with `fsync` off its data is made
    without waiting for the disk too. Unavailable `database.*` says why there is no server.
    """
    account = await server_account()
    folder = await prepared(data_folder, account)
    with at_the_users(folder) as user:
        async with through_the_door(folder):
            binaries = await usable_binaries(folder, account, postgres_bin)
            await ensure_cluster(folder, binaries, account, sync=settings.get("fsync") != "off")
            postmaster = Postmaster(folder, binaries, account)
            await postmaster.ensure(settings)
            user.join()
        try:
            yield BundledServer(folder, binaries.major)
        finally:
            async with through_the_door(folder):
                if user.is_alone():
                    await postmaster.stop()


async def stop(data_folder: Path, *, postgres_bin: Path | None = None) -> bool:
    """Stop a server that nobody uses; whether there was one. Conflict `database.in_use` where it is used."""
    folder = DataFolder.at(data_folder)
    if not folder.is_made:
        return False
    account = await server_account()
    async with through_the_door(folder):
        with at_the_users(folder) as user:
            if not user.is_alone():
                raise Conflict(
                    Code.DATABASE_IN_USE,
                    f"The bundled PostgreSQL in {folder.path} is in use.",
                    hint="End the `sla` that uses it: the last one to leave stops it.",
                )
        binaries = await usable_binaries(folder, account, postgres_bin)
        return await Postmaster(folder, binaries, account).stop()


@dataclass(frozen=True, slots=True)
class ServerStatus:
    folder: Path
    major: int | None
    """PostgreSQL's version; None where there is no data yet."""
    answers: bool
    is_used: bool


async def status(data_folder: Path) -> ServerStatus:
    """Without touching anything."""
    folder = DataFolder.at(data_folder)
    if not folder.is_made:
        return ServerStatus(folder.path, None, answers=False, is_used=False)
    async with through_the_door(folder):
        with at_the_users(folder) as user:
            is_used = not user.is_alone()
        answers = await state(folder) in {State.ANSWERS, State.EMPTY}
        return ServerStatus(folder.path, major_of(folder), answers=answers, is_used=is_used)
