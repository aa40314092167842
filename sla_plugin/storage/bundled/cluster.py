"""PostgreSQL's data: made once, and of one major version for ever."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled.account import Account
from sla_plugin.storage.bundled.binaries import Binaries
from sla_plugin.storage.bundled.configuration import FILE
from sla_plugin.storage.bundled.data_folder import DataFolder

SUPERUSER = "sla_bootstrap"

_NEW = "cluster.new-"

# Trusting whoever arrives is safe, for nobody arrives: the server listens on no address, and its socket lies
# in a folder of mode 0700. Who can open that (the same user, and root) can read and write the data itself.
_ACCESS = ("--auth-local=trust", "--auth-host=reject")
_OPTIONS = (f"--username={SUPERUSER}", *_ACCESS, "--encoding=UTF8", "--data-checksums", "--no-instructions")


def major_of(folder: DataFolder) -> int | None:
    """None where there is no data yet."""
    try:
        return int((folder.cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


async def ensure_cluster(folder: DataFolder, binaries: Binaries, account: Account, *, sync: bool) -> None:
    """Make it where it is missing; Unavailable `database.version` where it is of another major version."""
    major = major_of(folder)
    if major is None:
        await _make(folder, binaries, account, sync=sync)
    elif major != binaries.major:
        raise Unavailable(
            Code.DATABASE_VERSION,
            f"The data in {folder.path} is of PostgreSQL {major}, and {binaries.folder} is PostgreSQL "
            f"{binaries.major}, which cannot read it.",
            hint=f"Name the programs of PostgreSQL {major} in SLA_POSTGRES_BIN; to change over, make a "
            "backup with them and restore it into another data folder.",
        )


async def _make(folder: DataFolder, binaries: Binaries, account: Account, *, sync: bool) -> None:
    """Beside its place, and moved there when it is whole: whatever is interrupted is made anew.

    Each attempt has a name of its own, because the programs of a killed one may still be writing.
    """
    for unfinished in folder.database.glob(f"{_NEW}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    new = folder.database / f"{_NEW}{secrets.token_hex(4)}"
    options = (*_OPTIONS, *_locale(binaries.major), *([] if sync else ["--no-sync"]))
    await _done(account, folder, binaries["initdb"], *options, "-D", new)
    include = f"\ninclude = '{FILE}'\n"
    await _done(account, folder, "/bin/sh", "-c", 'cat >>"$0"', new / "postgresql.conf", text=include)
    try:
        new.rename(folder.cluster)
    except OSError as error:
        raise _not_made(folder, f"{folder.cluster} is something else ({error.strerror})") from error
    _make_lasting(folder.database)


def _locale(major: int) -> tuple[str, ...]:
    """Order by code point, case by Unicode. From 17 on PostgreSQL brings it; before, the machine does."""
    if major < 17:
        return ("--locale=C.UTF-8",)
    return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


async def _done(account: Account, folder: DataFolder, *command: str | Path, text: str = "") -> None:
    done = await account.run(*command, cwd=folder.database, text=text)
    if done.status != 0:
        raise _not_made(folder, done.said)


def _not_made(folder: DataFolder, why: str) -> Unavailable:
    return Unavailable(
        Code.DATABASE_SERVER,
        f"The data of the bundled PostgreSQL could not be made in {folder.path}: {why}.",
        hint="Put right what stands there and try again, or set SLA_DATABASE_URL.",
    )


def _make_lasting(folder: Path) -> None:
    """A new name in a folder survives a power cut only once the folder is written."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
