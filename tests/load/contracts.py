"""How fast existing contracts are taken from a table into the demo's database, against one by one, and how
that and the memory grow with the table."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.agreement_files.targets import Targets
from sla_plugin.auth.seals import SealKey
from sla_plugin.contract_files.tables import Table, TableContract, survey_table
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import CalendarId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.roles import Role
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.transitions import Actor
from sla_plugin.runtime.contract_tables import take_table
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.take_contract import take_contract
from sla_plugin.usecases.understand_contract import open_catalogue, understand
from tests.support.figures import show
from tests.support.loaded import demo_database

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
ALONE, FEW, MANY, CUSTOMERS, SERVICES = 200, 1_000, 10_000, 500, 20
DEED = Deed(Actor("operator", frozenset({Role.CONTRACT_MANAGER})), NOW, SealKey(b"k" * 32).seal)
HEADER = (
    "number,customer,provider,signatories,effective_on,zone,currency,law,months,renewal_months,notice,"
    "service,level,quantity,unit_price,billing,signed_on,reference\n"
)


def _rows(first: int, many: int) -> Iterator[str]:
    """One to three lines, two signatories; terms of a year that are renewed, and others."""
    yield HEADER
    for n in range(first, first + many):
        months, renewal = ("12", "12") if n % 3 else ("36", "")
        starts = (NOW - timedelta(days=n % 700)).date()
        yield (
            f"L-{n:06},load-{n % CUSTOMERS},load-provider,malee for customer; anan for provider,{starts},"
            f"Asia/Bangkok,THB,TH,{months},{renewal},3 months to term end,"
            f"load-{n % SERVICES},load,{n % 7 + 1},{n % 9_000 + 1000}.50,MONTHLY,{starts},folder {n}\n"
        )
        for line in range(n % 3):
            yield f"L-{n:06},,,,,,,,,,,load-{(n + line + 1) % SERVICES},load,1,120.00,MONTHLY,,\n"


def _read(path: Path) -> Iterator[TableContract]:
    with path.open(encoding="utf-8", newline="") as lines:
        survey = survey_table(lines, path.name)
    with path.open(encoding="utf-8", newline="") as lines:
        yield from Table(lines, path.name, survey)


def _written(folder: Path, first: int, many: int) -> Path:
    path = folder / f"{first}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_rows(first, many))
    return path


async def _prepare(session: Session) -> None:
    for n in range(CUSTOMERS):
        await create_organisation(session, NewOrganisation(f"Load customer {n}", f"load-{n}"))
    await create_organisation(session, NewOrganisation("Load provider", "load-provider"))
    for n in range(SERVICES):
        await create_service(session, code=f"load-{n}", name=f"Service {n}")
    calendar = await session.query(CalendarRow).first()
    assert calendar is not None
    targets: Targets = {Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}}
    await create_agreement(
        session, code="load", name="Load", kind=AgreementKind.CUSTOMER_SLA, level=Level.SERVICE, offered=True,
        first=NewVersion(NOW, terms=Terms(targets=targets, calendar=CalendarRule(CalendarId(calendar.id)))),
        now=NOW,
    )  # fmt: skip


async def _take(database: Database, tenant: TenantId, path: Path) -> list[float]:
    """Seconds that each batch took, with the reading of its rows."""
    began, seconds = time.perf_counter(), []
    async for done in take_table(database, tenant, DEED, _read(path)):
        assert not done.refused, done.refused[0].log.problems
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    return seconds


async def _one_by_one(database: Database, tenant: TenantId, path: Path) -> float:
    """Seconds for all, each in its own transaction, as `sla contract import` would."""
    async with database.session(tenant) as session:
        catalogue = await open_catalogue(session)
    began = time.perf_counter()
    for contract in _read(path):
        assert contract.stated is not None
        async with database.session(tenant) as session:
            meant = understand(contract.stated, contract.log, catalogue, None)
            await take_contract(session, DEED, meant, None)
    return time.perf_counter() - began


def _megabytes() -> float:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many, alone = (_written(folder, *which) for which in ((0, FEW), (FEW, MANY), (-ALONE, ALONE)))
        began = time.perf_counter()
        read = sum(1 for _ in _read(many))
        read_seconds = time.perf_counter() - began
        async with demo_database(NOW) as loaded:
            database, tenant = loaded.database, loaded.tenant
            async with database.session(tenant) as session:
                await _prepare(session)
            one_by_one = await _one_by_one(database, tenant, alone) / ALONE
            first = await _take(database, tenant, few)
            before = _megabytes()
            batches = await _take(database, tenant, many)
            again = await _take(database, tenant, many)
            show(
                {
                    "contracts": read,
                    "contracts_read_per_second": read / read_seconds,
                    "contracts_per_second": MANY / sum(batches),
                    "set_based_vs_one_by_one": one_by_one / (sum(first) / FEW),
                    # Of the shortest batch among the last, and among the first: others use this machine, too.
                    "cost_at_10000_vs_1000": min(batches[-len(first) :]) / min(first),
                    "present_vs_new": sum(again) / sum(batches),
                    "peak_megabytes": _megabytes(),
                    "megabytes_more_for_10000_vs_1000": _megabytes() - before,
                }
            )


if __name__ == "__main__":
    asyncio.run(main())
