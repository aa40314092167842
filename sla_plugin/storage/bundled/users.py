"""Who uses the server, counted by the kernel, so that the killed do not count.

Each user holds a shared lock on the file `users`; whoever can take it alone is the last one. All that starts,
adopts or stops the server holds the file `door` alone.

Locks of `flock` belong to the open file. Those that fasteners takes on POSIX (`lockf`) belong to the process:
a second user in the same process would share the first one's, and end it by leaving.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled.data_folder import DataFolder

_PATIENCE = 180.0
"""Seconds; longer than anybody behind the door may take."""


@asynccontextmanager
async def through_the_door(folder: DataFolder) -> AsyncIterator[None]:
    """One at a time."""
    with _opened(folder.door) as door:
        try:
            async with asyncio.timeout(_PATIENCE):
                # The kernel tells nobody that a lock is free, and a thread that waits cannot be cancelled.
                while not _locked_alone(door):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise Unavailable(
                Code.DATABASE_SERVER,
                f"Another process has been starting or stopping the PostgreSQL in {folder.path} for "
                f"{_PATIENCE:.0f} seconds.",
                hint="Look for a hanging `sla`, end it and try again.",
            ) from None
        yield


class User:
    """Somebody at the file of users; to be asked only behind the door, where nobody else comes or goes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def join(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def is_alone(self) -> bool:
        return _locked_alone(self._descriptor)


@contextmanager
def at_the_users(folder: DataFolder) -> Iterator[User]:
    """Leaving the block ends what was joined in it."""
    with _opened(folder.users) as users:
        yield User(users)


def _locked_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # Writable, because NFS grants an exclusive lock on nothing less.
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except OSError as error:
        raise Unavailable(
            Code.DATABASE_FOLDER,
            f"{path}, which says who uses the bundled PostgreSQL, cannot be opened: {error.strerror}.",
            hint="Start the plugin as the user who started it before, or set SLA_DATA to another folder.",
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)
