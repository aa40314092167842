"""How fast the demo's thirteen months of tickets are evaluated, and how that grows with the promises made."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import ContractId, OrganisationId, TicketId
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.tickets import TicketRow
from tests.support.figures import seconds, show
from tests.support.loaded import demo_database

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


async def _read() -> tuple[Commitments, list[list[Fact]]]:
    async with demo_database(NOW) as loaded, loaded.database.session(loaded.tenant) as session:
        tickets = [TicketId(row.id) for row in await session.query(TicketRow).order_by("id").limit(500)]
        histories = await facts_of(session, tickets)
        return await load_commitments(session), list(histories.values())


def _with_contracts(commitments: Commitments, many: int) -> Commitments:
    """The same, and so many contracts of customers that none of the tickets is of."""
    one = commitments.contracts[0]
    others = [
        replace(one, id=ContractId(new_id()), number=f"X-{n}", customer=OrganisationId(new_id()))
        for n in range(many)
    ]
    return replace(commitments, contracts=(*commitments.contracts, *others))


def main() -> None:
    commitments, histories = asyncio.run(_read())
    large = _with_contracts(commitments, 1_000)

    def evaluate(promised: Commitments) -> int:
        return sum(len(evaluate_ticket(history, promised, NOW).clocks) for history in histories)

    small, grown = seconds(lambda: evaluate(commitments)), seconds(lambda: evaluate(large))
    show(
        {
            "clocks_per_second": evaluate(commitments) / small,
            "microseconds_per_ticket": small / len(histories) * 1e6,
            "with_1000_contracts_vs_8": grown / small,
        }
    )


if __name__ == "__main__":
    main()
