"""The pump: find the tickets whose next instant has come, evaluate them, and write what came of it.

1. Ask for what is due, over all tenants, above a low watermark: keys only, no locks.
2. For each tenant open a transaction and claim what is still due as it was seen; a sibling has the rest.
3. Evaluate, store the clocks and the next instant, commit.
4. Go on until nothing is due; then wait.
5. Once a minute drop the watermark, so that what was written late below it is found too.

A ticket that cannot be evaluated, its calendar too empty for the target, say, is logged and set aside.

Whatever happens between the steps, the truth is in the rows: a breach is recorded at its own instant, however
late the pump comes to it. The cost follows what is due, never what is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Unavailable
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import Due, claim, due_tickets, look_again
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets
from sla_plugin.workers.rounds import make_rounds

BATCH = 200
SWEEP_EVERY = timedelta(minutes=1)
SET_ASIDE_FOR = timedelta(hours=1)
"""How long a ticket that cannot be evaluated waits for somebody to mend what is wrong with its promise."""
THE_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger(__name__)


@dataclass
class Pump:
    """`now` is the product's clock; `database` sees one tenant at a time."""

    database: Database
    now: Callable[[], datetime]
    batch: int = BATCH
    _watermark: datetime = field(default=THE_BEGINNING, init=False)
    _swept_at: datetime = field(default=THE_BEGINNING, init=False)

    async def run(self, interval: timedelta) -> None:
        """Until it is cancelled."""
        await make_rounds(self.drain, interval, "tickets")

    async def drain(self) -> int:
        """Everything that is due now; how many tickets were evaluated."""
        total = 0
        while found := await self._due():
            evaluated = sum([await self._take(tenant, due) for tenant, due in _by_tenant(found).items()])
            total += evaluated
            if evaluated == 0:
                # Siblings hold all of it; looking again at once would only get in their way.
                break
        return total

    async def _due(self) -> list[Due]:
        now = self.now()
        if now - self._swept_at >= SWEEP_EVERY:
            self._watermark, self._swept_at = THE_BEGINNING, now
        found = await due_tickets(self.database, now, self._watermark, self.batch)
        if not found:
            # A long snapshot elsewhere keeps dead index entries below this from being removed; skip them.
            self._watermark = now - SWEEP_EVERY
        return found

    async def _take(self, tenant: TenantId, due: list[Due]) -> int:
        """One that cannot be evaluated must not hold up the others, of its tenant or of anybody."""
        try:
            return await self._evaluate(tenant, due)
        except Unavailable:
            raise
        except Exception as error:
            if len(due) > 1:
                return sum([await self._take(tenant, [one]) for one in due])
            log.warning("pump.set_aside", ticket=str(due[0].ticket), error=repr(error))
            return await self._set_aside(tenant, due)

    async def _evaluate(self, tenant: TenantId, due: list[Due]) -> int:
        async with self.database.session(tenant) as session:
            tickets = await claim(session, due)
            await evaluate_tickets(session, tickets, self.now())
            return len(tickets)

    async def _set_aside(self, tenant: TenantId, due: list[Due]) -> int:
        async with self.database.session(tenant) as session:
            tickets = await claim(session, due)
            await look_again(session, tickets, self.now() + SET_ASIDE_FOR)
            return len(tickets)


def _by_tenant(found: list[Due]) -> dict[TenantId, list[Due]]:
    tenants: defaultdict[TenantId, list[Due]] = defaultdict(list)
    for due in found:
        tenants[due.tenant].append(due)
    return tenants
