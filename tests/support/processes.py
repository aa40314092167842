"""Other processes of ours, to which is said what to do, and which answer in lines of JSON."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.sources import ROOT


@dataclass(frozen=True, slots=True)
class OtherProcess:
    process: Process

    async def says(self) -> dict[str, Any]:
        """Its next line."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        said: dict[str, Any] = json.loads(line)
        return said

    async def hears(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()

    async def is_killed(self) -> int:
        """Without a chance to put anything in order; the exit status."""
        self.process.send_signal(signal.SIGKILL)
        return await self.process.wait()


@asynccontextmanager
async def other_process(module: str, told: object) -> AsyncIterator[OtherProcess]:
    """`python -m module`, of which the first line that it reads is what it is told, as JSON. Killed at the
    end of the block, if it is still there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    other = OtherProcess(process)
    try:
        await other.hears(json.dumps(told))
        yield other
    finally:
        if process.returncode is None:
            await other.is_killed()
