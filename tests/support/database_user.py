"""A process that uses the bundled server until its standard input ends.

    python -m tests.support.database_user FOLDER BINARIES USER

`BINARIES` and `USER` may be empty; root becomes that user first. Once it has the server it says as whom it
runs, and since when the server does.
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread  # noqa: F401 - after a change of user nothing may be left to be imported
import os
import pwd
import signal
import sys
from pathlib import Path

from sla_plugin.storage.bundled import running_server
from tests.support.postgres import running_since


async def use(folder: Path, binaries: Path | None) -> None:
    async with running_server(folder, postgres_bin=binaries, settings={"fsync": "off"}) as server:
        sys.stdout.write(f"{os.geteuid()} {(await running_since(server)).isoformat()}\n")
        sys.stdout.flush()
        ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
        await ended.wait()


def become(name: str) -> None:
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


if __name__ == "__main__":
    folder, binaries, user = sys.argv[1:]
    if user:
        become(user)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    asyncio.run(use(Path(folder), Path(binaries) if binaries else None))
