"""Real servers for the tests, each in a folder of its own.

`tests/conftest.py` names this module among its plugins; the fixture `bundled_server` is one server for the
whole run. `SLA_POSTGRES_BIN` says of which PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from sla_plugin.storage.bundled import BundledServer, running_server

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings for data that need not outlive the run."""


def postgres_bin() -> Path | None:
    chosen = os.environ.get("SLA_POSTGRES_BIN")
    return Path(chosen) if chosen else None


@contextmanager
def folder_for_data() -> Iterator[Path]:
    """A fresh one, removed at the end. Not pytest's: as root those are closed to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="sla-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def bundled_server() -> AsyncIterator[BundledServer]:
    with folder_for_data() as folder:
        async with running_server(folder, postgres_bin=postgres_bin(), settings=CARELESS) as server:
            yield server


@asynccontextmanager
async def superuser(server: BundledServer) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(**server.credentials())
    try:
        yield connection
    finally:
        await connection.close()


async def running_since(server: BundledServer) -> datetime:
    async with superuser(server) as connection:
        since: datetime = await connection.fetchval("select pg_postmaster_start_time()")
        return since
