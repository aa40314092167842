"""Begin the bundled database from nothing."""

from __future__ import annotations

import asyncpg

from sla_plugin.storage.bundled.postmaster import DATABASE
from sla_plugin.storage.bundled.server import BundledServer


async def recreate(server: BundledServer) -> None:
    """Everything in it is gone, whoever is using it. For the demo's own data folder."""
    connection = await asyncpg.connect(**server.credentials(database="postgres"))
    try:
        await connection.execute(f'drop database if exists "{DATABASE}" with (force)')
        await connection.execute(f'create database "{DATABASE}"')
    finally:
        await connection.close()
