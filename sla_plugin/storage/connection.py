"""A connection whose transactions carry their tenant from their first message on.

The tenant travels with `BEGIN` in one message, so it costs no round trip, ends with the transaction, and
holds behind a pooler in transaction mode. A session-level SET there hands one tenant's rows to another.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from uuid import UUID

import asyncpg

tenant_of_transaction: ContextVar[UUID | None] = ContextVar("tenant_of_transaction", default=None)


class TenantConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        tenant = tenant_of_transaction.get()
        if not args and tenant is not None and query.startswith("BEGIN"):
            # `hex`, because a text, which could carry SQL, has none.
            query = f"{query.rstrip(';')}; SET LOCAL app.tenant_id = '{tenant.hex}'"
        status: str = await super().execute(query, *args, **options)
        if status == "ROLLBACK" and query.startswith("COMMIT"):
            # So PostgreSQL answers where a statement had failed: it tells of no error, and nothing is kept.
            raise asyncpg.InFailedSQLTransactionError(
                "nothing was committed, because a statement of the transaction had failed"
            )
        return status

    def get_reset_query(self) -> str:
        """Empty: nothing here ever sets session state, so a returned connection has nothing to forget."""
        return ""
