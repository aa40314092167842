"""The user of this machine that the server runs as.

PostgreSQL refuses to run as root, and what root would do with files of another user could be turned against
it by that user. So root has a system user, and whatever is made in the server's folder is made by that user.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sla_plugin.errors import Code, Unavailable

SYSTEM_USER = "sla_plugin"

_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}
"""Nothing else: variables such as PGPORT would speak with us, and our secrets do not concern the server."""


@dataclass(frozen=True, slots=True)
class Done:
    """A program that has run to its end, and what it said, fit to stand before a full stop."""

    status: int
    said: str


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int

    async def run(self, *command: str | Path, cwd: str | Path = "/", text: str = "") -> Done:
        """As this user, with `text` on its standard input.

        OSError where it cannot be started, PermissionError where this user may not.
        """
        done = await asyncio.to_thread(
            lambda: subprocess.run(  # noqa: S603 - the commands are ours
                command,
                cwd=cwd,
                input=text,
                env=_ENVIRONMENT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                **self._detached(),
            )
        )
        return Done(done.returncode, done.stdout.strip().removesuffix("."))

    def start(
        self, *command: str | Path, cwd: Path, output: IO[bytes], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**_ENVIRONMENT, **environment},
            **self._detached(),
        )

    def _detached(self) -> dict[str, Any]:
        """In a session of its own, where a Ctrl-C meant for us does not arrive."""
        options: dict[str, Any] = {"start_new_session": True, "umask": 0o077}
        if self.uid != os.geteuid():
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options


async def server_account() -> Account:
    """Whoever we are; for root its system user, which is created where it is missing."""
    if os.geteuid() != 0:
        return Account(user_name(os.geteuid()), os.geteuid(), os.getegid())
    found = _system_user()
    if found is None:
        refusal = await _create_system_user()
        # Another process may have been quicker: what counts is that the user is there.
        found = _system_user()
        if found is None:
            raise _no_account(refusal)
    return found


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _system_user() -> Account | None:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


async def _create_system_user() -> str:
    """What was said about it."""
    useradd = shutil.which("useradd", path=f"{_ENVIRONMENT['PATH']}:/usr/sbin:/sbin")
    if useradd is None:
        return "there is no useradd"
    root = Account("root", 0, 0)
    options = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent")
    return (await root.run(useradd, *options, "--shell", "/bin/false", SYSTEM_USER)).said


def _no_account(refusal: str) -> Unavailable:
    return Unavailable(
        Code.DATABASE_ACCOUNT,
        f"PostgreSQL does not run as root, and a system user {SYSTEM_USER} could not be created: {refusal}.",
        hint=f"Create it (useradd --system {SYSTEM_USER}), start the plugin as an ordinary user, or set "
        "SLA_DATABASE_URL.",
    )
