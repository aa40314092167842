"""What a preview tells of what an end would bring about, and that it writes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sla_plugin.demo.world import CRM
from sla_plugin.domain.facts import Fact, Opened, Status, TicketField
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.support.gaps import Gap, GapKey, SupportGapKind
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.foresee_end import RaisedGap
from sla_plugin.usecases.preview_termination import TerminationPreview, preview_termination
from sla_plugin.usecases.termination_cases import cases_of
from tests.support.ends import LATE, RECEIVED, Base, Ended, a_base, follow, give_notice, tell_tickets
from tests.support.underpinning import an_underpinning

HOUR = timedelta(hours=1)
AGREED = datetime.fromisoformat("2026-06-15T17:00:00+00:00")
BY_NOTICE = datetime.fromisoformat("2026-07-31T17:00:00+00:00")
"""Then C-2 takes over."""
OPENED = Opened(
    Status.OPEN, "open", ((TicketField.CUSTOMER, f"{CRM}:8841"), (TicketField.SERVICE, "printing"))
)


def _opened(end: datetime) -> tuple[tuple[Fact, ...], ...]:
    """Three, five and nine hours before it; four are promised for an answer, and eight for a solution."""
    return tuple(
        (Fact(end - hours * HOUR, "desk", 0, f"{n}/0", OPENED),) for n, hours in enumerate((3, 5, 9))
    )


async def _told(session: Session, base: Base, end: datetime) -> None:
    ended = Ended(Ground.MUTUAL, None, True, _opened(end))
    await tell_tickets(session, base, ended, None, end - 2 * HOUR)


async def _preview(
    session: Session,
    base: Base,
    ground: Ground = Ground.MUTUAL,
    on: date | None = date(2026, 6, 15),
    **more: Any,
) -> TerminationPreview:
    asked = {"which": base.contract, "now": RECEIVED, "initiator": Side.CUSTOMER, **more}
    return await preview_termination(session, ground=ground, requested_on=on, received_at=RECEIVED, **asked)


async def _clocks(session: Session, found: TerminationPreview) -> list[tuple[str, str, timedelta]]:
    keys = {row.id: row.key for row in await session.query(TicketRow)}
    us = timedelta(microseconds=1)
    return [(keys[one.ticket], one.metric, one.elapsed_us * us) for one in found.foreseen.clocks]


async def _cover(session: Session, found: TerminationPreview) -> dict[str, str | None]:
    keys = {row.id: row.key for row in await session.query(TicketRow)}
    numbers = {row.id: row.number for row in await session.query(ContractRow)}
    return {keys[one.ticket]: None if one.by is None else numbers[one.by] for one in found.foreseen.cover}


@pytest.fixture
async def base(database: Database, tenant: TenantId, tmp_path: Path) -> Base:
    return await a_base(database, tenant, tmp_path)


CENSORED = [
    ("0", "FIRST_RESPONSE", 3 * HOUR),
    ("0", "RESOLUTION", 3 * HOUR),
    ("1", "RESOLUTION", 5 * HOUR),
]
"""What is due before the end is breached by then, and keeps its verdict."""


async def test_it_tells_which_clocks_would_be_closed_and_what_they_had_taken_by_then(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        await _told(session, base, AGREED)
        found = await _preview(session, base)
        assert found.end.ends_at == AGREED
        assert sorted(await _clocks(session, found)) == CENSORED
        assert await _cover(session, found) == {"0": None, "1": None}
        assert found.uncovered == 2


async def test_another_contract_of_the_customer_would_cover_them_from_the_end_instant_on(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        await _told(session, base, BY_NOTICE)
        found = await _preview(session, base, Ground.CONVENIENCE, None)
        assert found.end.ends_at == BY_NOTICE
        assert sorted(await _clocks(session, found)) == CENSORED
        assert await _cover(session, found) == {"0": "C-2", "1": "C-2"}
        assert found.uncovered == 0


@pytest.mark.parametrize(
    ("ground", "on", "end"),
    [(Ground.MUTUAL, date(2026, 6, 15), AGREED), (Ground.CONVENIENCE, None, BY_NOTICE)],
)
async def test_what_it_tells_is_what_the_settlement_says_if_nothing_else_happens(
    base: Base, ground: Ground, on: date | None, end: datetime
) -> None:
    async with base.database.session(base.tenant) as session:
        await _told(session, base, end)
        found = await _preview(session, base, ground, on)
        ended = Ended(ground, on, True, ())
        case = await give_notice(session, base, ended)
        await follow(session, base, LATE)
        record = await read_record(session, await session.get(ContractRow, id=base.contract))
        cases = await cases_of(record)
        settlement = await draft_settlement(cases, cases.value(cases.row(case)), LATE)
        by_end = [one for one in settlement.clocks if one.verdict == "CENSORED"]
        assert list(found.foreseen.clocks) == by_end
        told = {one.ticket: one.by for one in settlement.cover}
        assert {one.ticket: one.by for one in found.foreseen.cover}.items() <= told.items()
        assert found.estimate == settlement.sums


async def test_only_the_clocks_of_the_lines_that_end_would_be_closed(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        await _told(session, base, AGREED)
        of_the_line = await _preview(session, base, scope=frozenset({base.world.printing}))
        # What is promised on corporate level goes on with the contract.
        assert sorted(await _clocks(session, of_the_line)) == [CENSORED[1], CENSORED[2]]


async def test_the_end_of_a_supporter_would_leave_a_gap_under_what_it_supports(base: Base) -> None:
    async with base.database.session(base.tenant) as session:
        uc = await an_underpinning(session, base.world)
        found = await _preview(session, base, which=uc.contract)
        key = GapKey(SupportGapKind.DATES, Metric.RESOLUTION, None, uc.level)
        assert found.foreseen.gaps == (RaisedGap(base.world.gold, Gap(key, unsupported_from=AGREED), None),)
        of_the_customer = await _preview(session, base)
        assert of_the_customer.foreseen.gaps == ()
        assert [one.number for one in of_the_customer.plan.unwinding] == ["U-1"]


_OF_ALL_TABLES = """
select table_name from information_schema.tables
where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name
"""


async def _everything(administrator: Any) -> dict[str, tuple[int, str | None]]:
    """Of every table how many rows it has, and a hash of what they say."""
    found = {}
    for row in await administrator.fetch(_OF_ALL_TABLES):
        name = row["table_name"]
        held = await administrator.fetchrow(
            f"select count(*), md5(string_agg(t::text, '' order by t::text)) from {name} t"
        )
        found[name] = (held[0], held[1])
    return found


async def test_nothing_is_written_for_whatever_ground(base: Base, administrator: Any) -> None:
    async with base.database.session(base.tenant) as session:
        await _told(session, base, AGREED)
        uc = await an_underpinning(session, base.world)
    before = await _everything(administrator)
    assert (before["contract"][0], before["ticket"][0], before["support_link"][0]) == (3, 3, 1)
    async with base.database.session(base.tenant) as session:
        for which in (base.contract, uc.contract):
            for ground in (Ground.MUTUAL, Ground.CONVENIENCE, Ground.INSOLVENCY, Ground.CAUSE_INCURABLE):
                await _preview(session, base, ground, which=which)
    assert await _everything(administrator) == before
