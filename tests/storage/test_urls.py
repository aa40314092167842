"""A database's URL in the words of the driver."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.urls import credentials_of


@pytest.mark.parametrize(
    ("url", "given"),
    [
        (
            "postgresql://sla_app:secret@db.lanna.example:6432/sla",
            {
                "user": "sla_app",
                "password": "secret",
                "host": "db.lanna.example",
                "port": 6432,
                "database": "sla",
            },
        ),
        (
            "postgresql://a%40b:p%2Fw%3A@h/d%20b",
            {"user": "a@b", "password": "p/w:", "host": "h", "database": "d b"},
        ),
        ("postgresql:///sla?host=/run/postgresql", {"host": "/run/postgresql", "database": "sla"}),
        (
            "postgresql://[::1]/sla?sslmode=verify-full",
            {"host": "::1", "database": "sla", "ssl": "verify-full"},
        ),
        (
            "postgresql://h/sla?statement_cache_size=0",
            {"host": "h", "database": "sla", "statement_cache_size": 0},
        ),
        ("postgresql://", {}),
    ],
)
def test_what_a_url_says_is_given_to_the_driver(url: str, given: dict[str, Any]) -> None:
    assert credentials_of(url) == given


async def test_the_bundled_servers_own_url_leads_to_it(bundled_server: BundledServer) -> None:
    connection = await asyncpg.connect(**credentials_of(bundled_server.url(database="postgres")))
    assert await connection.fetchval("select current_database()") == "postgres"
    await connection.close()
