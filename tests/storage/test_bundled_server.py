"""The bundled PostgreSQL: whoever comes finds a server that answers, whatever happened before."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from sla_plugin.errors import Code, Conflict, SlaError
from sla_plugin.storage.bundled import BundledServer, running_server, status, stop
from sla_plugin.storage.bundled.account import server_account
from tests.support.database_users import database_user
from tests.support.postgres import folder_for_data, postgres_bin, running_since, superuser


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_for_data() as folder:
        yield folder


def server_in(folder: Path) -> AbstractAsyncContextManager[BundledServer]:
    """What is acknowledged survives the death of the server, though not of the machine."""
    return running_server(folder, postgres_bin=postgres_bin(), settings={"fsync": "off"})


def pid_file(folder: Path) -> Path:
    return folder / "database/cluster/postmaster.pid"


def postmaster(folder: Path) -> int:
    return int(pid_file(folder).read_text().splitlines()[0])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def answers(folder: Path) -> bool:
    return (await status(folder)).answers


async def test_the_first_start_makes_a_server_that_is_reached_by_its_socket_only(folder: Path) -> None:
    async with server_in(folder) as server, superuser(server) as connection:
        shown = {
            name: await connection.fetchval(f"show {name}")
            for name in ("listen_addresses", "data_checksums", "server_encoding", "timezone")
        }
        major = await connection.fetchval("select current_setting('server_version_num')::int / 10000")
        assert (await connection.fetchval("select current_database()"), server.major) == ("sla", major)
    assert shown == {
        "listen_addresses": "",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "timezone": "UTC",
    }
    assert stat.S_IMODE((folder / "database").stat().st_mode) == 0o700


async def test_upper_and_lower_case_are_those_of_unicode(folder: Path) -> None:
    async with server_in(folder) as server, superuser(server) as connection:
        assert await connection.fetchval("select upper('brasserie lumière')") == "BRASSERIE LUMIÈRE"
        ordered = await connection.fetch(
            "select * from unnest(array['b', 'ก', 'é', 'B']) as name order by name"
        )
    assert [row["name"] for row in ordered] == ["B", "b", "é", "ก"]


async def test_a_url_leads_to_the_same_server(folder: Path) -> None:
    odd = folder / 'it\'s 100 % "odd" & long'
    async with server_in(odd) as server:
        connection = await asyncpg.connect(server.url("sla_bootstrap", "postgres"))
        assert await connection.fetchval("select current_database()") == "postgres"
        await connection.close()


async def test_a_second_process_adopts_the_server_and_the_last_to_leave_stops_it(folder: Path) -> None:
    async with database_user(folder) as other:
        async with server_in(folder) as server:
            assert await other.has_server() == (os.geteuid(), await running_since(server))
        assert await answers(folder)
        assert await other.leave() == 0
    assert not await answers(folder)
    assert not pid_file(folder).exists()


async def test_two_users_in_one_process_are_two(folder: Path) -> None:
    async with server_in(folder) as server:
        since = await running_since(server)
        async with server_in(folder) as same:
            assert await running_since(same) == since
        async with database_user(folder) as other:
            assert (await other.has_server())[1] == since
        assert await running_since(server) == since
    assert not await answers(folder)


async def test_what_was_written_is_there_after_a_stop(folder: Path) -> None:
    for expected in range(3):
        async with server_in(folder) as server, superuser(server) as connection:
            await connection.execute("create table if not exists seen (at int)")
            assert await connection.fetchval("select count(*) from seen") == expected
            await connection.execute("insert into seen values ($1)", expected)


async def test_sigterm_leaves_in_order(folder: Path) -> None:
    async with database_user(folder) as user:
        await user.has_server()
        assert await user.end(signal.SIGTERM) == 0
    assert not await answers(folder)
    assert not pid_file(folder).exists()


async def test_ctrl_c_is_not_for_the_server(folder: Path) -> None:
    async with server_in(folder):
        assert os.getpgid(postmaster(folder)) == os.getsid(postmaster(folder)) == postmaster(folder)


async def test_after_a_killed_user_the_server_runs_on_and_the_next_one_adopts_it(folder: Path) -> None:
    async with database_user(folder) as killed:
        _, since = await killed.has_server()
        await killed.end(signal.SIGKILL)
    assert (await status(folder)).answers
    assert not (await status(folder)).is_used
    async with server_in(folder) as server:
        assert await running_since(server) == since
    assert not await answers(folder)


async def test_an_abandoned_server_can_be_stopped(folder: Path) -> None:
    async with database_user(folder) as killed:
        await killed.has_server()
        await killed.end(signal.SIGKILL)
    assert await stop(folder, postgres_bin=postgres_bin()) is True
    assert not await answers(folder)
    assert await stop(folder, postgres_bin=postgres_bin()) is False


async def test_a_server_in_use_is_not_stopped(folder: Path) -> None:
    async with server_in(folder) as server:
        since = await running_since(server)
        with pytest.raises(Conflict) as refusal:
            await stop(folder, postgres_bin=postgres_bin())
        assert refusal.value.code == Code.DATABASE_IN_USE
        assert await running_since(server) == since
        assert (await status(folder)).is_used


async def test_to_ask_or_to_stop_where_nothing_is_makes_nothing(folder: Path) -> None:
    assert await stop(folder / "none", postgres_bin=postgres_bin()) is False
    found = await status(folder / "none")
    assert (found.major, found.answers, found.is_used) == (None, False, False)
    assert names_in(folder) == []


async def test_after_a_killed_postmaster_the_next_user_has_all_that_was_acknowledged(folder: Path) -> None:
    async with server_in(folder) as server:
        async with superuser(server) as connection:
            await connection.execute("create table kept (n int)")
            await connection.execute("insert into kept select generate_series(1, 1000)")
        os.kill(postmaster(folder), signal.SIGKILL)
        async with server_in(folder) as again, superuser(again) as connection:
            assert await connection.fetchval("select sum(n) from kept") == 500500
        async with superuser(server) as connection:
            assert await connection.fetchval("select count(*) from kept") == 1000
    assert not await answers(folder)


async def test_after_killed_users_and_a_killed_postmaster_the_next_user_starts_it(folder: Path) -> None:
    async with database_user(folder) as killed:
        _, since = await killed.has_server()
        await killed.end(signal.SIGKILL)
    os.kill(postmaster(folder), signal.SIGKILL)
    async with server_in(folder) as server:
        assert await running_since(server) > since


async def test_processes_that_start_at_the_same_instant_share_one_server(folder: Path) -> None:
    async with database_user(folder) as one, database_user(folder) as two, database_user(folder) as three:
        starts = await asyncio.gather(one.has_server(), two.has_server(), three.has_server())
        assert len(set(starts)) == 1
        assert list(await asyncio.gather(one.leave(), two.leave(), three.leave())) == [0, 0, 0]
    assert not await answers(folder)
    assert names_in(folder / "database") == ["cluster", "door", "log", "users"]


async def test_a_start_that_was_killed_while_making_the_data_is_made_anew(folder: Path) -> None:
    database = folder / "database"
    async with database_user(folder) as killed:
        while not list(database.glob("cluster.new-*/global")):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.002)
        await killed.end(signal.SIGKILL)
    assert not (database / "cluster").exists()
    (database / "cluster.new-earlier").mkdir()
    (database / "cluster.new-earlier" / "PG_VERSION").write_text("18\n")
    async with server_in(folder) as server:
        await running_since(server)
    assert (database / "cluster/PG_VERSION").exists()
    assert not (database / "cluster.new-earlier").exists()


async def test_rubbish_in_the_pid_file_is_of_no_account(folder: Path) -> None:
    async with server_in(folder) as server:
        since = await running_since(server)
    for garbage in (b"", b"-7\n", b"0\n", b"no number\n", b"\xff\x00\xfe"):
        pid_file(folder).write_bytes(garbage)
        assert not await answers(folder)
        async with server_in(folder) as server:
            assert await running_since(server) > since
            since = await running_since(server)
        assert not pid_file(folder).exists()


async def test_a_process_that_has_got_the_number_of_a_dead_server_is_left_alone(folder: Path) -> None:
    async with server_in(folder):
        lock_file = pid_file(folder).read_text()
    user = (await server_account()).uid if os.geteuid() == 0 else None
    stranger = await asyncio.create_subprocess_exec("sleep", "60", user=user)
    _, rest = lock_file.split("\n", 1)
    pid_file(folder).write_text(f"{stranger.pid}\n{rest}")
    assert await stop(folder, postgres_bin=postgres_bin()) is False
    async with server_in(folder) as server:
        await running_since(server)
        await kill_and_see_dead(postmaster(folder))
        pid_file(folder).write_text(f"{stranger.pid}\n{rest}")
    assert stranger.returncode is None
    stranger.kill()
    assert await stranger.wait() == -signal.SIGKILL


async def kill_and_see_dead(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            await asyncio.sleep(0.002)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux lets a process stand in for init.")
async def test_a_dead_server_that_nobody_reaps_does_not_keep_the_next_one_away(folder: Path) -> None:
    async with heir_of_orphans(), database_user(folder) as killed:
        _, since = await killed.has_server()
        await killed.end(signal.SIGKILL)
        dead = postmaster(folder)
        kill_and_let_lie(dead)
        async with server_in(folder) as server:
            assert await running_since(server) > since
        assert reaped(dead) == signal.SIGKILL


def kill_and_let_lie(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)


def reaped(process: int) -> int:
    """The signal that it died of; ChildProcessError where somebody else has reaped it."""
    return os.WTERMSIG(os.waitpid(process, os.WNOHANG)[1])


@asynccontextmanager
async def heir_of_orphans() -> AsyncIterator[None]:
    """Here orphans come to us instead of to init, and we do not reap them."""
    import ctypes

    become_subreaper = 36
    libc = ctypes.CDLL(None)
    assert libc.prctl(become_subreaper, 1) == 0
    try:
        yield
    finally:
        assert libc.prctl(become_subreaper, 0) == 0


async def test_a_server_that_cannot_start_says_why_and_the_next_start_is_free_of_it(folder: Path) -> None:
    with pytest.raises(SlaError, match="shared_buffers") as refusal:
        async with running_server(
            folder, postgres_bin=postgres_bin(), settings={"fsync": "off", "shared_buffers": "none"}
        ):
            pytest.fail("It must not start.")
    assert refusal.value.code == Code.DATABASE_SERVER
    assert not await answers(folder)
    async with server_in(folder) as server:
        await running_since(server)
