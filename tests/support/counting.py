"""A database that notes down what is sent to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.session import Database, Session
from tests.support.database import statements


class CountingDatabase(Database):
    """`sent` has every statement within a transaction, in order; without what begins and ends one."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._context, database._client)
        self.sent: list[str] = []

    @asynccontextmanager
    async def session(self, tenant: TenantId) -> AsyncIterator[Session]:
        sent: list[str] = []
        try:
            async with super().session(tenant) as session:
                with statements(session) as sent:
                    yield session
        finally:
            # Also of what is given back: that is how a query ends.
            self.sent += sent
