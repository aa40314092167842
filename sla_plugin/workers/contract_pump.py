"""The pump of contracts: find those in which time has brought something about, and write it down.

1. Ask for what is due, over all tenants: keys only, no locks.
2. Open a transaction for each and claim it, if it is still due as it was seen; a sibling has the others.
3. Write down what has come, at its own instants and in its order, and when to look again; commit.
4. Go on until nothing is due; then wait.

A contract that cannot be followed is logged and set aside. Whatever the pump does, a contract is in force,
measured and over by the time alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.errors import Unavailable
from sla_plugin.storage.contracts_due import DueContract, claim_contract, due_contracts, set_contract_aside
from sla_plugin.storage.session import Database
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.workers.rounds import make_rounds

BATCH = 100
SET_ASIDE_FOR = timedelta(hours=1)
"""How long a contract that cannot be followed waits for somebody to mend what is wrong with it."""

log = structlog.get_logger(__name__)


@dataclass
class ContractPump:
    """`now` is the product's clock; `seal` puts the seal on a trail."""

    database: Database
    now: Callable[[], datetime]
    seal: Callable[[str], str]
    batch: int = BATCH

    async def run(self, interval: timedelta) -> None:
        """Until it is cancelled."""
        await make_rounds(self.drain, interval, "contracts")

    async def drain(self) -> int:
        """Everything that is due now; how many contracts were followed."""
        total = 0
        while found := await due_contracts(self.database, self.now(), self.batch):
            followed = sum([await self._take(due) for due in found])
            total += followed
            if followed == 0:
                # Others hold all of it; looking again at once would only get in their way.
                break
        return total

    async def _take(self, due: DueContract) -> int:
        """One that cannot be followed must not hold up the others."""
        try:
            return await self._follow(due)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("contract_pump.set_aside", contract=str(due.contract), error=repr(error))
            return await self._set_aside(due)

    async def _follow(self, due: DueContract) -> int:
        async with self.database.session(due.tenant) as session:
            if not await claim_contract(session, due):
                return 0
            await pass_time(session, Deed(SYSTEM, self.now(), self.seal), due.contract)
            return 1

    async def _set_aside(self, due: DueContract) -> int:
        async with self.database.session(due.tenant) as session:
            if not await claim_contract(session, due):
                return 0
            await set_contract_aside(session, due.contract, self.now() + SET_ASIDE_FOR)
            return 1
