"""Where the server keeps what it keeps.

<data folder>
 ├─ programs/<name>/      copies of the binaries, where the server's user cannot reach the originals
 └─ database/             mode 0700, of the server's user, who alone makes what is in it
     ├─ cluster/          PostgreSQL's data
     ├─ log/              a file for each weekday, overwritten after a week
     ├─ door, users       locks
     └─ .s.PGSQL.5432     the socket
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled.account import Account, user_name

PORT = 5432
"""Only a part of the socket's name: nothing listens on it."""

_LONGEST_SOCKET = 107 if sys.platform == "linux" else 103
"""Bytes of a path that fit into `sockaddr_un`."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    path: Path

    @classmethod
    def at(cls, path: Path) -> Self:
        return cls(path.absolute())

    @property
    def is_made(self) -> bool:
        try:
            return self.users.exists()
        except PermissionError:
            # Somebody else's; whoever goes on to open it is told so.
            return True

    @property
    def database(self) -> Path:
        return self.path / "database"

    @property
    def programs(self) -> Path:
        return self.path / "programs"

    @property
    def cluster(self) -> Path:
        return self.database / "cluster"

    @property
    def log(self) -> Path:
        return self.database / "log"

    @property
    def door(self) -> Path:
        return self.database / "door"

    @property
    def users(self) -> Path:
        return self.database / "users"

    @property
    def socket(self) -> Path:
        return self.database / f".s.PGSQL.{PORT}"

    @property
    def lock_files(self) -> tuple[Path, Path]:
        """PostgreSQL's own; the first line of each is the process id of the postmaster."""
        return self.cluster / "postmaster.pid", self.database / f"{self.socket.name}.lock"


async def prepared(path: Path, account: Account) -> DataFolder:
    """The folder with all that must be there before the server; made where missing.

    Unavailable `database.folder` where it cannot be used; no mode of anything else is ever changed.
    """
    folder = DataFolder.at(path)
    _check_name(folder)
    try:
        await _check_reach(folder.path, account)
        _make_data_folder(folder.path)
        _make_private(folder.database, account)
    except OSError as error:
        raise _unusable(folder.path, error.strerror or str(error)) from error
    made = await account.run("/bin/sh", "-c", "mkdir -p log && : >>door && : >>users", cwd=folder.database)
    if made.status != 0:
        raise _unusable(folder.path, made.said)
    return folder


def _check_name(folder: DataFolder) -> None:
    too_long = len(os.fsencode(folder.socket)) - _LONGEST_SOCKET
    if too_long > 0:
        allowed = len(os.fsencode(folder.path)) - too_long
        raise _unusable(
            folder.path,
            "its path is too long for a socket in it",
            hint=f"Set SLA_DATA to a folder whose path has at most {allowed} bytes.",
        )
    if "," in str(folder.path):
        raise _unusable(folder.path, "PostgreSQL's clients take a comma in it for two hosts")


async def _check_reach(path: Path, account: Account) -> None:
    """As far as the path exists. It is tried, because modes do not tell everything (ACLs, mounts)."""
    existing = [part for part in (path, *path.parents) if part.exists()]
    if await _reaches(account, existing[0]):
        return
    closed = [part for part in existing if not await _reaches(account, part)]
    raise _unusable(
        path,
        f"{closed[-1]} is closed to the user {account.name}, whom the server runs as",
        hint="Set SLA_DATA to a folder that this user can reach, or leave it unset.",
    )


async def _reaches(account: Account, path: Path) -> bool:
    return (await account.run("/bin/sh", "-c", 'cd "$0"', path)).status == 0


def _make_data_folder(path: Path) -> None:
    for missing in reversed([part for part in (path, *path.parents) if not part.exists()]):
        missing.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            # root's umask must not close to the server's user what is made for it.
            missing.chmod(0o755)


def _make_private(path: Path, account: Account) -> None:
    """By its descriptor, so that nobody can put another folder in its place in between."""
    path.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(descriptor)
        if found.st_uid == os.geteuid() != account.uid:
            os.fchown(descriptor, account.uid, account.gid)
        elif found.st_uid != account.uid:
            raise _unusable(
                path,
                f"it belongs to {user_name(found.st_uid)}, and the server would run as {account.name}",
                hint="Start the plugin as the user who started it before, or set SLA_DATA to another folder.",
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


def _unusable(path: Path, why: str, *, hint: str | None = None) -> Unavailable:
    return Unavailable(
        Code.DATABASE_FOLDER,
        f"The bundled PostgreSQL cannot keep its data in {path}: {why}.",
        hint=hint or "Set SLA_DATA to another folder.",
    )
