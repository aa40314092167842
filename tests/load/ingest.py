"""How fast facts are taken, against copying the same rows into a table without keys or policies."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.domain.facts import Author, Fact, PublicReply
from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.facts import append_facts
from sla_plugin.storage.tickets import TicketRow
from tests.support.figures import show
from tests.support.loaded import demo_database
from tests.support.postgres import superuser

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
FACTS, PAGE = 20_000, 1_000


def _facts(tickets: list[TicketId], name: str) -> list[tuple[TicketId, Fact]]:
    return [
        (
            tickets[n % len(tickets)],
            Fact(
                NOW + timedelta(seconds=n), name, n, f"{name}-{n * 7919 % FACTS}", PublicReply(Author.AGENT)
            ),
        )
        for n in range(FACTS)
    ]


async def main() -> None:
    async with demo_database(NOW) as loaded:
        database, tenant = loaded.database, loaded.tenant
        async with database.session(tenant) as session:
            tickets = [TicketId(row.id) for row in await session.query(TicketRow).limit(500)]
        appended = []
        for name in ("first", "second", "third"):
            facts = _facts(tickets, name)
            began = time.perf_counter()
            for start in range(0, FACTS, PAGE):
                async with database.session(tenant) as session:
                    await append_facts(session, facts[start : start + PAGE], NOW)
            appended.append(FACTS / (time.perf_counter() - began))
        again = _facts(tickets, "third")
        began = time.perf_counter()
        async with database.session(tenant) as session:
            repeated = sum((await append_facts(session, again[:PAGE], NOW)).values())
        assert repeated == 0
        second_delivery = PAGE / (time.perf_counter() - began)
        async with superuser(loaded.server) as connection:
            copied = await _copied(connection, facts)
    best = sorted(appended)[1]
    show(
        {
            "facts_per_second": best,
            "append_vs_copy": best / copied,
            "second_delivery_vs_first": second_delivery / best,
        }
    )


async def _copied(connection: Any, facts: list[tuple[TicketId, Fact]]) -> float:
    """Rows a second into a bare table, on the same server."""
    await connection.execute("create table bare (ticket uuid, source text, external_id text, at timestamptz)")
    rows = [(ticket, fact.source, fact.external_id, fact.occurred_at) for ticket, fact in facts]
    began = time.perf_counter()
    await connection.copy_records_to_table("bare", records=rows)
    return len(rows) / (time.perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main())
