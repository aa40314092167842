"""Processes that use a bundled server, to be ended in every way that processes end."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.support.postgres import postgres_bin
from tests.support.sources import ROOT


@dataclass(frozen=True, slots=True)
class DatabaseUser:
    process: Process

    async def has_server(self) -> tuple[int, datetime]:
        """Waits for it: the user id of the process, and since when its server runs."""
        assert self.process.stdout is not None
        uid, since = (await self.process.stdout.readline()).split()
        return int(uid), datetime.fromisoformat(since.decode())

    async def leave(self) -> int:
        """In an orderly way; the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await self.process.wait()

    async def end(self, number: int) -> int:
        """By a signal; the exit status."""
        self.process.send_signal(number)
        return await self.process.wait()


@asynccontextmanager
async def database_user(
    folder: Path, *, name: str = "", binaries: Path | None = None
) -> AsyncIterator[DatabaseUser]:
    """Left running by nobody: at the end of the block it leaves, if it is still there."""
    chosen = binaries or postgres_bin() or ""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.database_user", str(folder), str(chosen), name),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )
    user = DatabaseUser(process)
    try:
        yield user
    finally:
        if process.returncode is None:
            await user.leave()
