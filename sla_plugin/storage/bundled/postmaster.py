"""The server's process: whether it answers, its start, its end."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import IO, Any

import asyncpg

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled.account import Account
from sla_plugin.storage.bundled.binaries import Binaries
from sla_plugin.storage.bundled.cluster import SUPERUSER
from sla_plugin.storage.bundled.configuration import FILE, configuration
from sla_plugin.storage.bundled.data_folder import PORT, DataFolder

DATABASE = "sla"

_PATIENCE = 120.0
"""Seconds for a start; after a crash it includes the recovery."""
_DOUBT = 2.0
"""Seconds after which a process that is named in a lock file and never answers is taken for another one."""
_LOCK_FILE_EXISTS = " F0001 "
"""PostgreSQL's SQLSTATE for: somebody else has, or seems to have, the data."""


class State(Enum):
    ANSWERS = auto()
    EMPTY = auto()
    """It answers, and has no database of ours yet."""
    BUSY = auto()
    """It starts, recovers, stops or hangs."""
    SILENT = auto()


def credentials(folder: DataFolder, role: str, database: str) -> dict[str, Any]:
    return {"host": str(folder.database), "port": PORT, "user": role, "database": database}


async def state(folder: DataFolder) -> State:
    """Alive means that it answers; a pid file says nothing."""
    try:
        connection = await asyncpg.connect(**credentials(folder, SUPERUSER, DATABASE), timeout=5)
    except asyncpg.InvalidCatalogNameError:
        return State.EMPTY
    except asyncpg.TooManyConnectionsError:
        return State.ANSWERS
    except TimeoutError:
        return State.BUSY
    except (asyncpg.PostgresConnectionError, OSError):
        # Also where it broke off: whoever did that has not answered, and may be gone.
        return State.SILENT
    except asyncpg.PostgresError:
        return State.BUSY
    await connection.close()
    return State.ANSWERS


@dataclass(frozen=True, slots=True)
class Postmaster:
    """To be started and stopped only behind the door of its folder."""

    folder: DataFolder
    binaries: Binaries
    account: Account

    async def ensure(self, settings: Mapping[str, str]) -> None:
        """It answers, and has our database; `settings` count only where it has to be started."""
        # What a start says is not kept in its folder: that is its user's, and we may be root.
        with tempfile.TemporaryFile() as said:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._until_it_answers(settings, said)
            except TimeoutError:
                raise _failed(self.folder, f"does not answer after {_PATIENCE:.0f} seconds") from None

    async def _until_it_answers(self, settings: Mapping[str, str], said: IO[bytes]) -> None:
        loop = asyncio.get_running_loop()
        doubt = loop.time() + _DOUBT
        ended: threading.Event | None = None
        while (now := await state(self.folder)) is not State.ANSWERS:
            if now is State.EMPTY:
                await self._create_database()
            elif ended is not None and ended.is_set():
                self._check_worth_another_start(said)
                ended = None
                await asyncio.sleep(0.2)
            elif now is State.SILENT and ended is None:
                await self._configure(settings)
                ended = self._start(said, disbelieve_lock_files=loop.time() > doubt)
            await asyncio.sleep(0.02)

    async def _configure(self, settings: Mapping[str, str]) -> None:
        text = configuration(self.folder, self.binaries.major, settings)
        write = 'cat >"$0.new" && mv "$0.new" "$0"'
        done = await self.account.run("/bin/sh", "-c", write, FILE, cwd=self.folder.cluster, text=text)
        if done.status != 0:
            raise _failed(self.folder, f"could not be configured: {done.said}")

    def _start(self, output: IO[bytes], *, disbelieve_lock_files: bool) -> threading.Event:
        """Set when the process has ended."""
        holder = _holder(self.folder)
        process = self.account.start(
            self.binaries["postgres"],
            "-D",
            self.folder.cluster,
            cwd=self.folder.database,
            output=output,
            environment={"PG_GRANDPARENT_PID": holder} if holder and disbelieve_lock_files else {},
        )
        ended = threading.Event()

        def reap() -> None:
            process.wait()
            ended.set()

        # A killed process is there until it is reaped, and as long PostgreSQL believes that it runs.
        # The thread is nobody's to wait for: the server may well outlive us.
        threading.Thread(target=reap, name="postmaster", daemon=True).start()
        return ended

    def _check_worth_another_start(self, output: IO[bytes]) -> None:
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
        output.seek(0)
        output.truncate()
        if _LOCK_FILE_EXISTS not in said:
            raise _failed(self.folder, f"did not start: {said}")

    async def _create_database(self) -> None:
        connection = await asyncpg.connect(**credentials(self.folder, SUPERUSER, "postgres"))
        try:
            await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()

    async def stop(self) -> bool:
        """Whether there was anything to stop. Whoever is connected is cut off.

        Asked before it is signalled: a stale pid file may name somebody else's process by now.
        """
        if await state(self.folder) is State.SILENT:
            return False
        options = ("--mode=fast", "--wait", "--timeout=60", "-D", self.folder.cluster)
        done = await self.account.run(self.binaries["pg_ctl"], "stop", *options, cwd=self.folder.database)
        if await state(self.folder) is not State.SILENT:
            raise _failed(self.folder, f"did not stop: {done.said}")
        return True


def _holder(folder: DataFolder) -> str | None:
    """The process id in PostgreSQL's lock files; one that holds none is the rest of a crash, and removed.

    Passed on as PG_GRANDPARENT_PID it makes PostgreSQL take the file for stale. That is needed where the
    number belongs to another process by now (in containers the numbers repeat), or to a dead one that nobody
    reaps. The data stays safe: PostgreSQL still refuses while any process of an earlier server has the shared
    memory of this folder.
    """
    holder = None
    for file in folder.lock_files:
        with suppress(FileNotFoundError):
            first = _first_line(file)
            if first.isascii() and first.isdigit() and int(first) > 0:
                holder = holder or first
            else:
                file.unlink()
    return holder


def _first_line(file: Path) -> str:
    return file.read_bytes().decode("latin-1").partition("\n")[0].strip()


def _failed(folder: DataFolder, what: str) -> Unavailable:
    return Unavailable(
        Code.DATABASE_SERVER,
        f"The bundled PostgreSQL in {folder.path} {what}.",
        hint=f"Its log is in {folder.log}.",
    )
