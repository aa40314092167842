"""The process that brings about an end is killed half-way: then the job runs again, and leaves the same."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from sla_plugin.demo.world import CRM
from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.facts import Fact, Opened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database, open_database
from sla_plugin.storage.tenants import Tenant, insert_tenant
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from sla_plugin.workers.contract_pump import ContractPump
from sla_plugin.workers.pump import Pump
from tests.support.contracting import ANAN, KEY, deed
from tests.support.database import LONG_AGO, copied, undone
from tests.support.ends import CLAUSES, LATE, Base, Ended, a_base, canonical_form, give_notice, tell_tickets
from tests.support.processes import other_process
from tests.support.pump_process import APPLICATION
from tests.support.underpinning import an_underpinning

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
POINTS = 60 if FULL else 5
PUMPS = "tests.support.pump_process"
FRAMEWORK = replace(CLAUSES, ending=replace(CLAUSES.at_its_end, children=Children.CASCADE))
HOUR = timedelta(hours=1)
numbers = count(1)


@dataclass(frozen=True)
class Prepared:
    """A database that somebody has left just before the end, to be copied for every run."""

    server: BundledServer
    name: str
    base: Base
    case: UUID

    @asynccontextmanager
    async def a_copy(self) -> AsyncIterator[Copy]:
        name = f"killed_{next(numbers)}"
        async with copied(self.server, name, self.name):
            yield Copy(self, name)


@dataclass(frozen=True)
class Copy:
    prepared: Prepared
    name: str

    def told(self, halt_after: int | None) -> dict[str, Any]:
        """To a process that runs the pumps here."""
        credentials = self.prepared.server.credentials(roles.APP, self.name)
        return {"credentials": credentials, "now": LATE.isoformat(), "halt_after": halt_after}

    async def statements(self) -> int:
        """That the job takes where nobody disturbs it."""
        async with other_process(PUMPS, self.told(None)) as pumps:
            sent: int = (await pumps.says())["done"]
            return sent

    async def killed_after(self, statement: int) -> None:
        async with other_process(PUMPS, self.told(statement)) as pumps:
            assert await pumps.says() == {"halted": statement}
            assert await pumps.is_killed() == -signal.SIGKILL
        connection = await asyncpg.connect(**self.prepared.server.credentials(database=self.name))
        await connection.execute(_UNTIL_THE_SERVER_KNOWS, timeout=20)
        await connection.close()

    async def runs_again(self) -> None:
        async with self._database() as database:
            await ContractPump(database, lambda: LATE, KEY.seal).drain()
            await Pump(database, lambda: LATE).drain()

    async def states(self) -> tuple[str, ...]:
        """Of the cases, as they were committed."""
        async with self._database() as database, database.session(self.prepared.base.tenant) as session:
            return tuple(sorted(row.state for row in await session.query(CaseRow)))

    async def result(self) -> dict[str, Any]:
        async with (
            self._database() as database,
            undone(database, self.prepared.base.tenant) as session,
        ):
            return await canonical_form(session, self.prepared.base, self.prepared.case)
        raise AssertionError("unreachable")

    def _database(self) -> AbstractAsyncContextManager[Database]:
        return open_database(self.prepared.server.credentials(roles.APP, self.name), pool_size=2)


_UNTIL_THE_SERVER_KNOWS = f"""
do $$ begin
    while exists (select from pg_stat_activity where application_name = '{APPLICATION}') loop
        perform pg_sleep(0.001);
        perform pg_stat_clear_snapshot();
    end loop;
end $$
"""


@asynccontextmanager
async def _prepared(server: BundledServer, path: Path, ended: Ended) -> AsyncIterator[Prepared]:
    """With a contract below it that ends with it, and one that supports it and does not."""
    name = f"killed_{next(numbers)}"
    async with copied(server, name):
        tenant = Tenant(TenantId(new_id()), "lanna", "Lanna IT Service")
        owner = await asyncpg.connect(**server.credentials(roles.OWNER, name))
        await insert_tenant(owner, tenant, LONG_AGO)
        await owner.close()
        async with open_database(server.credentials(roles.APP, name), pool_size=2) as database:
            base = await a_base(database, tenant.id, path, FRAMEWORK)
            async with database.session(tenant.id) as session:
                await record_signed_contract(
                    session, deed(ANAN), number="C-3", kind=ContractKind.CUSTOMER,
                    content=base.world.content(effective_on=date(2026, 5, 1)), signatures=(),
                    parent=base.contract,
                )  # fmt: skip
                await an_underpinning(session, base.world)
                case = await give_notice(session, base, ended)
                ends_at = (await session.get(CaseRow, id=case)).ends_at
                assert ends_at is not None
                known = replace(ended, tickets=_tickets(ends_at))
                await tell_tickets(session, base, known, None, ends_at - HOUR / 2)
        yield Prepared(server, name, base, case)


def _tickets(ends_at: datetime) -> tuple[tuple[Fact, ...], ...]:
    """One that is open at the end, one that is late by then, and one that was resolved in time."""
    opened = [_fact(n, 0, ends_at - hours * HOUR, _OPENED) for n, hours in enumerate((3, 9, 5))]
    resolved = _fact(2, 1, ends_at - HOUR, StatusChanged(Status.RESOLVED, "resolved"))
    return (opened[0],), (opened[1],), (opened[2], resolved)


_OPENED = Opened(
    Status.OPEN, "open", ((TicketField.CUSTOMER, f"{CRM}:8841"), (TicketField.SERVICE, "printing"))
)


def _fact(ticket: int, sequence: int, at: datetime, what: What) -> Fact:
    return Fact(at, "desk", sequence, f"{ticket}/{sequence}", what)


@pytest.mark.parametrize(
    ("ended", "ends_at"),
    [
        (Ended(Ground.MUTUAL, date(2026, 6, 15), True, ()), "2026-06-15 17:00:00+00:00"),
        # Found in review by its end, at which C-2 takes over.
        (Ended(Ground.CONVENIENCE, None, False, ()), "2026-07-31 17:00:00+00:00"),
    ],
)
async def test_a_job_that_is_killed_half_way_and_runs_again_leaves_what_it_would_have_left(
    database_template: BundledServer, tmp_path: Path, ended: Ended, ends_at: str
) -> None:
    async with _prepared(database_template, tmp_path, ended) as prepared:
        async with prepared.a_copy() as undisturbed:
            last = await undisturbed.statements()
            expected = await undisturbed.result()
        assert expected["cases"] == [
            ["C-1", ended.ground.value, "SETTLING", ends_at, False],
            ["C-3", ended.ground.value, "SETTLING", ends_at, False],
        ]
        seen = set()
        for point in range(POINTS):
            async with prepared.a_copy() as copy:
                await copy.killed_after(1 + point * (last - 1) // (POINTS - 1))
                seen.add(await copy.states())
                await copy.runs_again()
                assert await copy.result() == expected
        # Some were killed before anything was committed, others after something was.
        assert len(seen) > 1
